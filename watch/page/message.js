import { ask, tried } from './ask.js';
import { Copy } from './copy.js';
import { dump } from './hex.js';
import { Life } from './life.js';
import { html, nothing } from './lit-html.js';
import { link, messageLink } from './route.js';
import { keyOf } from './rows.js';
import { table } from './table.js';
import { cut, said, visible, visibleLines } from './text.js';
import { bytes, lasting, moment, number } from './words.js';

/** More than that in one piece makes a browser slow. */
const LONGEST = 20_000;

/** One message, with all that is in it. */
export class Message {
    #app;
    #copy;
    #life;
    #place = null;
    #answer = null;
    #problem = null;
    #whole = false;
    #hex = false;
    #asking = null;

    constructor(app) {
        this.#app = app;
        this.#copy = new Copy(app);
        this.#life = new Life(app);
    }

    title() {
        return this.#place ? `${visible(this.#place.topic)}-${this.#place.partition}@${this.#place.offset}` : 'Message';
    }

    open(params) {
        this.close();
        this.#place = {
            topic: params.get('topic') ?? '', partition: params.get('partition') ?? '0',
            offset: Number(params.get('offset') ?? 0), format: params.get('format') ?? 'auto'
        };
        this.#answer = null;
        this.#problem = null;
        this.#whole = this.#hex = false;
        this.#load();
        this.#life.open(this.#place);
    }

    close() {
        this.#asking?.abort();
        this.#life.close();
    }

    frame() {
        this.#life.frame();
    }

    async #load() {
        this.#asking = new AbortController();
        const { signal } = this.#asking;
        const { answer, problem } = await tried(signal, () => ask('message', this.#place, signal));
        if (!signal.aborted) {
            this.#answer = answer ?? null;
            this.#problem = problem ?? null;
            this.#app.redraw();
        }
    }

    html() {
        const { topic, partition, offset, format } = this.#place;
        const neighbour = (text, to) => to < 0 ? nothing
            : html`<a href=${messageLink(topic, { partition, offset: to }, format)}>${text}</a>`;
        return html`<h1 tabindex="-1">${this.title()}</h1>
            <nav class="actions" aria-label="Beside this message">
                <a href=${link('messages', { topic, partition, from: 'offset', offset,
                    format: format === 'auto' ? '' : format })}>In the list</a>
                ${neighbour('Before it', offset - 1)} ${neighbour('After it', offset + 1)}
            </nav>
            ${this.#problem ? html`<p class="problem" role="alert">${visible(this.#problem)}</p>` : nothing}
            ${this.#life.html()}
            ${this.#answer ? this.#contents(this.#answer) : this.#problem ? nothing : html`<p class="waiting">Reading.</p>`}`;
    }

    #contents({ message, hex, command }) {
        return html`<dl class="facts">
                <div><dt>Key</dt><dd>${keyOf(message)}</dd></div>
                <div><dt>Time</dt><dd>${moment(message.at)}
                    <span class="dim">${lasting(this.#app.clock.now() - message.at)} ago</span></dd></div>
                <div><dt>Format</dt><dd>${visible(message.format)}</dd></div>
                <div><dt>Size</dt><dd>${bytes(message.size)}</dd></div>
            </dl>
            ${message.problem ? html`<p class="late">${visible(message.problem)}</p>` : nothing}
            <h2>Text</h2>${this.#text(message)}
            ${message.fields ? table('Fields', ['field', 'value'], Object.entries(message.fields).map(([name, value]) =>
                [said(name), said(typeof value === 'object' ? JSON.stringify(value) : value)])) : nothing}
            ${message.headers.length === 0 ? html`<p class="dim">It has no headers.</p>` : table('Headers', ['header', 'value'],
                message.headers.map(({ name, value }) => [said(name), said(value ?? 'null')]))}
            ${hex ? this.#bytes(hex, message.size) : nothing}
            ${this.#copy.html(command)}`;
    }

    #text({ text, cut: isCut }) {
        const long = text.length > LONGEST;
        return html`<pre class="whole"><bdi>${visibleLines(long && !this.#whole ? cut(text, LONGEST) : text)}</bdi></pre>
            ${long ? html`<button @click=${() => this.#switch()} aria-expanded=${this.#whole}>
                ${this.#whole ? 'Show less' : `Show all ${number(text.length)} characters`}</button>` : nothing}
            ${isCut ? html`<p class="dim">It is longer; this is as much as Watch hands out.</p>` : nothing}`;
    }

    #switch() {
        this.#whole = !this.#whole;
        this.#app.redraw();
    }

    #bytes(hex, size) {
        return html`<details @toggle=${event => this.#show(event.target.open)}><summary>Bytes${hex.length / 2 < size
            ? `, the first ${number(hex.length / 2)}` : ''}</summary>
            ${this.#hex ? html`<pre class="hex">${dump(hex)}</pre>` : nothing}</details>`;
    }

    #show(open) {
        this.#hex = open;
        this.#app.redraw();
    }
}
