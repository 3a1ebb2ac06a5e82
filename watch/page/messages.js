import { ask, Refused } from './ask.js';
import { Copy } from './copy.js';
import { html, nothing } from './lit-html.js';
import { encoded } from './positions.js';
import { link } from './route.js';
import { Rows } from './rows.js';
import { Search } from './search.js';
import { Tail } from './tail.js';
import { visible } from './text.js';
import { filters, form, given, isSearch, searchStart, start, wanted } from './wanted.js';
import { count, number } from './words.js';

/** What was shown stays; so that the page stays small too, following ends here. */
const MOST = 2000;
const ROOM = 1000;

/** The second view: messages, a live tail and a search. */
export class Messages {
    #app;
    #copy;
    #params = new URLSearchParams();
    #want = wanted(new URLSearchParams());
    #topic = null;
    #rows = null;
    #forwards = false;
    #next = {};
    #command = null;
    #problem = null;
    #loading = null;
    #tail = null;
    #behind = 0;
    #gone = [];
    #search = null;

    constructor(app) {
        this.#app = app;
        this.#copy = new Copy(app);
    }

    title() {
        return 'Messages';
    }

    open(params) {
        this.close();
        this.#params = params;
        this.#want = wanted(params);
        this.#topic = params.get('topic') ?? this.#app.state.topic?.name ?? null;
        this.#rows = null;
        this.#next = {};
        this.#command = this.#problem = this.#tail = this.#search = null;
        this.#behind = 0;
        this.#gone = [];
        if (this.#topic !== null) {
            this.#begin();
        }
    }

    close() {
        this.#loading?.abort();
        this.#tail?.stop();
        this.#search?.stop();
    }

    /** The first frame says which topic it is, when the address does not. */
    frame() {
        if (this.#topic === null && this.#app.state.topic) {
            this.open(this.#params);
        }
    }

    get #partitions() {
        return (this.#app.state.topic?.partitions ?? []).map(one => one.partition);
    }

    #begin() {
        const { partition, format } = this.#want;
        const place = { topic: this.#topic, partition, format };
        this.#forwards = isSearch(this.#want) || this.#want.from !== 'end';
        this.#rows = new Rows(this.#topic, !this.#forwards);
        if (isSearch(this.#want)) {
            this.#search = new Search({ ...place, ...filters(this.#want) }, searchStart(this.#want, this.#partitions), found => {
                this.#rows.add(found);
                this.#app.redraw();
            });
            this.#search.start();
        } else {
            this.#load({ ...place, from: start(this.#want), count: this.#want.count });
        }
    }

    async #load(params) {
        this.#loading = new AbortController();
        const { signal } = this.#loading;
        const answer = await this.#tried(() => ask('messages', params, signal));
        if (answer && !signal.aborted) {
            this.#rows.add(answer.messages);
            this.#next = answer.next;
            this.#command = answer.command;
            this.#problem = answer.problem ?? null;
        }
        if (this.#loading?.signal === signal) {
            this.#loading = null;
        }
        this.#app.redraw();
    }

    async #tried(asked) {
        try {
            return await asked();
        } catch (e) {
            if (e instanceof Refused) {
                this.#problem = e.message;
            } else if (e.name !== 'AbortError') {
                throw e;
            }
            return null;
        }
    }

    // --- following

    #place() {
        return { topic: this.#topic, format: this.#want.format };
    }

    #follow() {
        this.#problem = null;
        this.#rows.keep(this.#rows.size >= MOST ? ROOM : MOST);
        this.#tail ??= new Tail(this.#place(), this.#next, {
            answer: answer => this.#follows(answer),
            problem: sentence => {
                this.#problem = sentence;
                this.#app.redraw();
            }
        });
        this.#tail.start();
        this.#app.redraw();
    }

    #follows({ messages, skipped, behind, problem }) {
        this.#problem = problem ?? null;
        this.#rows.add(messages);
        this.#behind = behind;
        this.#gone.push(...Object.entries(skipped ?? {}).filter(([, n]) => n > 0));
        if (this.#rows.size >= MOST) {
            this.#tail.stop();
        }
        this.#app.redraw();
    }

    #halt() {
        this.#tail.stop();
        this.#app.redraw();
    }

    async #readOn() {
        const answer = await this.#tried(() => ask('tail', { ...this.#place(), positions: encoded(this.#next), wait: 0 }));
        if (answer) {
            this.#next = { ...this.#next, ...answer.next };
            this.#follows(answer);
        }
    }

    #following() {
        const runs = this.#tail?.runs === true;
        const full = !runs && this.#rows.size >= MOST;
        return html`<div class="actions">
            <button class="first" ?disabled=${this.#loading !== null} @click=${() => runs ? this.#halt() : this.#follow()}>
                ${runs ? 'Stop' : this.#tail ? 'Go on' : 'Follow what is written'}</button>
            ${this.#tail === null && this.#forwards
                ? html`<button @click=${() => this.#readOn()}>Read on</button>` : nothing}
            <span role="status">${runs ? 'Following.' : this.#tail ? 'Stopped; it goes on where it was.' : nothing}
                ${full ? `${number(this.#rows.size)} are shown, which is enough: going on takes the oldest away.`
                    : nothing}</span>
            ${this.#behind > 0 && this.#tail
                ? html`<span class="dim">${count(this.#behind, 'message')} to go to the end</span>` : nothing}
            ${this.#gone.map(([partition, n]) => html`<span class="late">${count(Number(n), 'message')} of partition ${partition}
                were deleted by the brokers before they could be shown.</span>`)}
        </div>`;
    }

    // --- searching

    #searching() {
        const search = this.#search;
        const { scanned, left, found, done, problem } = search.progress;
        const all = scanned + (left ?? 0);
        return html`<div class="actions">
            ${done ? nothing : html`<button class="first" @click=${() => this.#switchSearch()}>
                ${search.runs ? 'Stop' : 'Go on'}</button>`}
            <progress max=${Math.max(1, all)} .value=${scanned} aria-label="Searched"></progress>
            <span>searched ${number(scanned)}${left === null ? nothing : ` of ${number(all)}`}, found ${number(found)}</span>
            <span role="status">${done ? `All ${number(scanned)} are searched: ${count(found, 'message')} found.`
                : search.runs ? 'Searching.' : 'Stopped; it goes on where it was.'}</span>
            ${problem ? html`<span class="problem">${visible(problem)}</span>` : nothing}
        </div>`;
    }

    #switchSearch() {
        if (this.#search.runs) {
            this.#search.stop();
        } else {
            this.#search.start();
        }
        this.#app.redraw();
    }

    // --- what is seen

    /** Only what matters is asked for. */
    #chooses({ name, value }) {
        if (name === 'from') {
            this.#want = { ...this.#want, from: value };
            this.#app.redraw();
        }
    }

    #submit(event) {
        event.preventDefault();
        const address = link('messages', { topic: this.#topic, ...given(event.target) });
        if (address === location.hash) {
            this.open(this.#params);
            this.#app.redraw();
        } else {
            location.hash = address;
        }
    }

    html() {
        return html`<h1 tabindex="-1">Messages
                <span class="dim">${this.#topic === null ? nothing : `in ${visible(this.#topic)}`}</span></h1>
            ${form(this.#want, this.#partitions, event => this.#submit(event), event => this.#chooses(event.target))}
            ${this.#problem ? html`<p class="problem" role="alert">${visible(this.#problem)}</p>` : nothing}
            ${this.#rows === null ? html`<p class="waiting">Waiting for the first answer of the cluster.</p>`
                : html`${this.#search ? this.#searching() : this.#following()}
                    ${this.#loading ? html`<p class="waiting">Reading.</p>` : nothing}
                    ${this.#rows.size === 0 && !this.#loading && !this.#search
                        ? html`<p class="dim">There are no messages there.</p>` : nothing}
                    ${this.#rows.element}`}
            ${this.#copy.html(this.#search?.progress.command ?? this.#command)}`;
    }
}
