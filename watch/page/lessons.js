import { lessonNow, PLACE, runs } from './lesson.js';
import { html, nothing } from './lit-html.js';
import { visible } from './text.js';

/** Lessons break the real cluster and say what became of it. One at a time. */
export class Lessons {
    #app;

    constructor(app) {
        this.#app = app;
    }

    title() {
        return 'Lessons';
    }

    open() {
    }

    close() {
    }

    frame() {
    }

    html() {
        const { control, watch } = this.#app.state;
        return html`<h1 tabindex="-1">Lessons</h1>
            <p>A lesson lets something happen on the real cluster of Cluster.java: first it says what you will see, then it
                happens, then it says what happened in this run. It works on topics of its own, and leaves the cluster as it
                was.</p>
            ${control ? this.#all(control) : watch ? inATerminal : html`<p class="waiting">Waiting for Watch.</p>`}`;
    }

    #all({ lessons, lesson }) {
        return html`<div class="learning">
            ${lesson ? lessonNow(lesson, this.#app.actions) : nothing}
            <section aria-labelledby="lessons"><h2 id="lessons">All lessons</h2>
                ${lesson ? nothing : this.#app.actions.said(PLACE)}
                <ul class="cards">${lessons.map(one => this.#one(one, runs(lesson)))}</ul></section>
        </div>`;
    }

    #one({ name, title, runs: isIt }, busy) {
        const words = { label: 'Start', name: `Start the lesson ${title}`, disabled: busy };
        return html`<li class="card deeds"><span class="grow">${visible(title)} ${isIt ? html`<strong>It runs.</strong>`
            : nothing}</span> ${this.#app.actions.button(PLACE, words, ['lesson', { lesson: name }])}</li>`;
    }
}

const inATerminal = html`<p>In a terminal, <code>./jbang Watch.java --lessons</code> lists them, and one is given by its name:
        <code>./jbang Watch.java --lesson broker-dies</code>.</p>
    <p>On this page they can be started when Watch was: <code>./jbang Watch.java --control</code>.</p>`;
