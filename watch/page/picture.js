import { html, nothing } from './lit-html.js';
import { brokers } from './brokers.js';
import { Conveyor } from './conveyor.js';
import { drawCurves } from './curves.js';
import { lanes } from './lanes.js';
import { groupsColumn } from './members.js';
import { Plots } from './plots.js';
import { producersColumn, shownWriters } from './producers.js';
import { Running } from './programs.js';
import { Story } from './story.js';
import { summary } from './summary.js';
import { brokersTable, partitionsTable } from './table.js';
import { visible } from './text.js';

/** The first view: the picture, the story and the plots. */
export class Picture {
    #app;
    #conveyor;
    #story;
    #plots;
    #running;
    #all = false;
    #tables = false;

    constructor(app, root) {
        this.#app = app;
        this.#conveyor = new Conveyor(root, app.clock);
        this.#story = new Story(app);
        this.#plots = new Plots(app);
        this.#running = new Running(app);
    }

    title() {
        return 'Picture';
    }

    open() {
        this.#conveyor.clear();
    }

    close() {
        this.#conveyor.stop();
    }

    frame(frame) {
        if (frame.flow && frame.flow.messages.length > 0) {
            this.#conveyor.add(this.#app.state.topic?.name ?? '', frame.flow.messages);
        }
    }

    /** What can only be drawn when the rest has its place. */
    drawn(root) {
        this.#conveyor.start();
        this.#conveyor.follow();
        drawCurves(root, shownWriters(this.#app.state.producers), this.#app.clock.now());
    }

    html() {
        const { state, clock } = this.#app;
        const now = clock.now();
        return html`<h1 tabindex="-1" class="unseen">What happens now</h1>
            <p class="summary">${summary(state, now).map(sentence => html`<span>${sentence}</span> `)}</p>
            ${state.topic?.problem ? html`<p class="problem">${visible(state.topic.problem)}</p>` : nothing}
            ${state.cluster || state.control ? brokers(state, now, this.#app.actions)
                : html`<p class="waiting">Waiting for the first answer of the cluster.</p>`}
            ${state.control ? this.#running.html() : nothing}
            ${state.topic && !state.topic.problem ? this.#scene(state, now) : nothing}
            <div class="beside">${this.#story.html()}${this.#plots.html()}</div>`;
    }

    #scene(state, now) {
        return html`<div class="scene">
                ${producersColumn(state, now)}<svg class="gutter" aria-hidden="true"></svg>
                ${lanes(state, now, this.#all, () => this.#toggle())}<svg class="gutter" aria-hidden="true"></svg>
                ${groupsColumn(state, now)}
            </div>
            <details class="tables" @toggle=${event => this.#open(event.target.open)}>
                <summary>The same as a table</summary>
                ${this.#tables ? [brokersTable(state), partitionsTable(state, now)] : nothing}
            </details>`;
    }

    #toggle() {
        this.#all = !this.#all;
        this.#app.redraw();
    }

    #open(open) {
        this.#tables = open;
        this.#app.redraw();
    }
}
