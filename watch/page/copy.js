import { html, nothing } from './lit-html.js';
import { visible } from './text.js';

/** A command that does the same in a terminal. */
export class Copy {
    #app;
    #copied = null;

    constructor(app) {
        this.#app = app;
    }

    html(command) {
        return command ? html`<div class="copy"><p>The same in a terminal:</p><code>${visible(command)}</code>
            <button @click=${() => this.#copy(command)}>Copy</button>
            <span role="status">${this.#copied?.command === command ? this.#copied.how : nothing}</span></div>` : nothing;
    }

    async #copy(command) {
        try {
            await navigator.clipboard.writeText(command);
            this.#copied = { command, how: 'Copied.' };
        } catch {
            this.#copied = { command, how: 'The browser does not allow it: select the text and copy it.' };
        }
        this.#app.redraw();
    }
}
