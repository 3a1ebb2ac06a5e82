import { html, nothing } from './lit-html.js';
import { Rows } from './rows.js';
import { Search } from './search.js';
import { visible } from './text.js';
import { filters, searchStart } from './wanted.js';
import { count, number } from './words.js';

const OF_A_FIELD = 'what is common there looks into no field.';
const OF_ALL_PARTITIONS = 'kcat starts at an offset in one partition only. Choose a partition, and there is one.';
const ONLY_HERE = 'something was found only because it was decoded here.';

/** A search, how far it has come, and what it has found. */
export class Finding {
    #app;
    #want;
    #search;
    #rows;

    constructor(app, topic, want) {
        const partitions = (app.state.topic?.partitions ?? []).map(one => one.partition);
        const params = { topic, partition: want.partition, format: want.format, ...filters(want) };
        this.#app = app;
        this.#want = want;
        this.#rows = new Rows({ topic, format: want.format }, false);
        this.#search = new Search(params, searchStart(want, partitions), found => {
            this.#rows.add(found);
            this.#app.redraw();
        });
    }

    get command() {
        return this.#search.progress.command;
    }

    start() {
        this.#search.start();
    }

    stop() {
        this.#search.stop();
    }

    #switch() {
        if (this.#search.runs) {
            this.#search.stop();
        } else {
            this.#search.start();
        }
        this.#app.redraw();
    }

    html() {
        const { runs, progress } = this.#search;
        const { scanned, left, found, done, missed, problem } = progress;
        const all = scanned + (left ?? 0);
        return html`${problem ? html`<p class="problem" role="alert">${visible(problem)}</p>` : nothing}
            ${missed.map(sentence => html`<p class="late">${visible(sentence)}</p>`)}
            <div class="actions">
                ${done ? nothing : html`<button class="first" @click=${() => this.#switch()}>${runs ? 'Stop' : 'Go on'}</button>`}
                <progress max=${Math.max(1, all)} .value=${scanned} aria-label="Searched"></progress>
                <span>searched ${number(scanned)}${left === null ? nothing : ` of ${number(all)}`}, found ${number(found)}</span>
                <span role="status">${done ? `All ${number(scanned)} are searched: ${count(found, 'message')} found.`
                    : runs ? 'Searching.' : 'Stopped; it goes on where it was.'}</span>
            </div>
            ${this.#rows.element}
            ${this.#noCommand()}`;
    }

    #noCommand() {
        const { field, from, partition } = this.#want;
        const why = field !== '' ? OF_A_FIELD : from === 'offset' && partition === 'all' ? OF_ALL_PARTITIONS
            : this.#search.onlyHere ? ONLY_HERE : null;
        return why ? html`<p class="dim">There is no command that does the same in a terminal: ${why}</p>` : nothing;
    }
}
