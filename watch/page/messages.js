import { Copy } from './copy.js';
import { Finding } from './finding.js';
import { Listing } from './listing.js';
import { html, nothing } from './lit-html.js';
import { link } from './route.js';
import { visible } from './text.js';
import { form, given, isSearch, wanted } from './wanted.js';

/** The second view: messages of the topic, by place or by what is in them. */
export class Messages {
    #app;
    #copy;
    #params = new URLSearchParams();
    #want = wanted(new URLSearchParams());
    #topic = null;
    #shown = null;

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
        if (this.#topic !== null && this.#isKnown()) {
            this.#shown = isSearch(this.#want) ? new Finding(this.#app, this.#topic, this.#want)
                : new Listing(this.#app, this.#topic, this.#want);
            this.#shown.start();
        }
    }

    /** A search from an offset needs to know which partitions there are. */
    #isKnown() {
        return this.#app.state.topic !== null || !(isSearch(this.#want) && this.#want.from === 'offset');
    }

    close() {
        this.#shown?.stop();
        this.#shown = null;
    }

    /** The first frame says which topic it is, when the address does not. */
    frame() {
        if (this.#shown === null && this.#app.state.topic) {
            this.open(this.#params);
            this.#app.redraw();
        }
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
        const partitions = (this.#app.state.topic?.partitions ?? []).map(one => one.partition);
        return html`<h1 tabindex="-1">Messages
                <span class="dim">${this.#topic === null ? nothing : `in ${visible(this.#topic)}`}</span></h1>
            ${form(this.#want, partitions, event => this.#submit(event), event => this.#chooses(event.target))}
            ${this.#shown ? this.#shown.html() : html`<p class="waiting">Waiting for the first answer of the cluster.</p>`}
            ${this.#copy.html(this.#shown?.command)}`;
    }
}
