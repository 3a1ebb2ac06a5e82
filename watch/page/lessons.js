import { runs, told } from './lesson.js';
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
        const { control, lessons, lesson, watch } = this.#app.state;
        return html`<h1 tabindex="-1">Lessons</h1>
            <p>A lesson makes something happen on the real cluster of Cluster.java, and then says what happened in this run,
                with its own figures. It works on topics of its own, and leaves the cluster as it
                was.</p>
            ${control ? html`<ul class="cards lessons">${lessons.map(one => this.#one(one, lesson))}</ul>`
                : watch ? inATerminal : html`<p class="waiting">Waiting for Watch.</p>`}`;
    }

    #one({ name, title, preview, outcome }, lesson) {
        const { actions } = this.#app;
        const own = lesson?.name === name;
        const place = `lesson ${name}`;
        const start = { label: 'Start', name: `Start the lesson ${title}`, disabled: runs(lesson) };
        const stop = { label: 'Stop', name: `Stop the lesson ${title}`, does: 'It puts the cluster back, and ends.' };
        return html`<li class="card">
            <div class="deeds" role="group" aria-label=${title} tabindex="-1" data-place=${place}>
                <h2>${visible(title)}</h2>
                ${own && runs(lesson) ? actions.button(place, stop, ['lesson-end', {}])
                    : actions.button(place, start, ['lesson', { lesson: name }])}
                ${actions.said(place)}</div>
            ${own ? told(lesson) : html`<p class="dim">${visible(preview)}</p>${earlier(outcome)}`}
        </li>`;
    }
}

const earlier = outcome => outcome.length === 0 ? nothing
    : html`<div class="lesson"><h3>What happened in its last run</h3>
        ${outcome.map(text => html`<p><bdi>${visible(text)}</bdi></p>`)}</div>`;

const inATerminal = html`<p>In a terminal, <code>./jbang Watch.java --lessons</code> lists them, and one is given by its name:
        <code>./jbang Watch.java --lesson broker-dies</code>.</p>
    <p>On this page they can be started when Watch was: <code>./jbang Watch.java --control</code>.</p>`;
