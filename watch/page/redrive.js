import { html, nothing } from './lit-html.js';
import { condition, runs } from './program.js';
import { said, visible } from './text.js';
import { number } from './words.js';

const PLACE = 'redrive';

const isRedrive = ({ name }) => name.startsWith(PLACE);

/** Sends dead letters again, with Redrive.java, and tells what that says. */
export class Redrive {
    #app;
    #ran = false;

    constructor(app) {
        this.#app = app;
    }

    get #last() {
        return this.#app.state.control?.programs.findLast(isRedrive) ?? null;
    }

    hasJustEnded() {
        const ran = this.#ran;
        this.#ran = this.#last !== null && runs(this.#last);
        return ran && !this.#ran;
    }

    /** Only those of the topic that Watch controls. */
    html(topic) {
        const { state: { control }, actions, clock } = this.#app;
        if (control === null || control.topic !== topic) {
            return nothing;
        }
        const last = this.#last;
        const words = { label: 'Send again', name: 'Send again the dead letters', first: true, disabled: last && runs(last),
            does: 'Runs Redrive.java, which sends each letter once.' };
        return html`<div class="deeds" data-place=${PLACE} tabindex="-1" role="group" aria-label="Sending again">
            ${actions.button(PLACE, words, ['redrive', {}])}
            <span role="status">${last ? html`${visible(last.name)} ${condition(last, clock.now())},
                ${number(last.counts.acknowledged)} acknowledged.${last.says ? html` It says: ${said(last.says)}` : nothing}`
                : nothing}</span>
            ${actions.said(PLACE)}</div>`;
    }
}
