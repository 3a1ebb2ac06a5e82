import { html, nothing } from './lit-html.js';
import { visible } from './text.js';
import { count, day, time } from './words.js';

const FEW = 12;
const SIGNS = { info: '\u00b7', warn: '\u25b2', fault: '\u2715' };
const NAMES = { info: '', warn: 'warning: ', fault: 'fault: ' };

/** What happened, newest first. */
export class Story {
    #app;
    #all = false;

    constructor(app) {
        this.#app = app;
    }

    html() {
        const { story, missed } = this.#app.state;
        const newest = story.slice(this.#all ? 0 : -FEW).reverse();
        return html`<section class="story" aria-labelledby="story">
            <div class="head"><h2 id="story">Story</h2>
                ${story.length > 0
                    ? html`<button class="quiet" @click=${() => this.#save()}>Save as JSON lines</button>` : nothing}</div>
            ${missed > 0 ? html`<p class="late">${count(missed, 'sentence')} missed while the connection was lost.</p>` : nothing}
            ${story.length === 0 ? html`<p class="dim">Nothing has happened yet.</p>` : nothing}
            <ol reversed>${newest.map(sentence)}</ol>
            ${story.length > FEW ? html`<button @click=${() => this.#toggle()} aria-expanded=${this.#all}>
                ${this.#all ? 'Show the newest' : `Show all ${story.length}`}</button>` : nothing}
        </section>`;
    }

    #toggle() {
        this.#all = !this.#all;
        this.#app.redraw();
    }

    #save() {
        const lines = this.#app.state.story.map(sentence => `${JSON.stringify(sentence)}\n`);
        const address = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
        const link = document.createElement('a');
        link.href = address;
        link.download = `story-${day(Date.now())}.jsonl`;
        link.click();
        URL.revokeObjectURL(address);
    }
}

function sentence({ at, level, text }) {
    return html`<li class=${level}><time datetime=${new Date(at).toISOString()} title=${day(at)}>${time(at)}</time>
        <span class="mark" aria-hidden="true">${SIGNS[level] ?? ''}</span>
        <span><span class="unseen">${NAMES[level] ?? ''}</span><bdi>${visible(text)}</bdi></span></li>`;
}
