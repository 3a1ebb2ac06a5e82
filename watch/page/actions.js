import { post, Refused } from './ask.js';
import { html } from './lit-html.js';
import { visible } from './text.js';

/**
 * What the buttons ask Watch for: under way, or refused and why. What came of it is not guessed: only frames say that.
 * A place is what a button belongs to, such as a broker: one request at a time, and its problem is said there.
 */
export class Actions {
    #app;
    #underWay = new Map();
    #answers = new Map();
    #pressed = null;

    constructor(app) {
        this.#app = app;
        for (const kind of ['keydown', 'pointerdown']) {
            addEventListener(kind, () => this.#letGo(), true);
        }
    }

    isUnderWay(place) {
        return this.#underWay.has(place);
    }

    /** @param words what stands on it, how it is called for those who do not see around it, and what it does
     *  @param asked the name of the request, and what it says */
    button(place, { label, name, does, first, disabled }, [request, body]) {
        return html`<button class=${first ? 'first' : ''} aria-label=${name} title=${does ?? ''}
            ?disabled=${disabled || this.isUnderWay(place)}
            @click=${() => this.send(place, name, request, body)}>${label}</button>`;
    }

    /** It is always there, so that what it says is read aloud. */
    said(place) {
        const name = this.#underWay.get(place);
        const { problem, told } = this.#answers.get(place) ?? {};
        return html`<p class="said ${problem ? 'refused' : 'dim'}" role="status">${name ? `${name}: under way.`
            : visible(problem ?? told ?? '')}</p>`;
    }

    async send(place, name, request, body) {
        this.#pressed = place;
        this.#answers.delete(place);
        this.#underWay.set(place, name);
        this.#app.redraw();
        try {
            const { name: started } = await post(request, body);
            this.#answers.set(place, started ? { told: `${started} was started.` } : {});
        } catch (e) {
            if (!(e instanceof Refused)) {
                throw e;
            }
            this.#answers.set(place, { problem: e.message });
        } finally {
            this.#underWay.delete(place);
            this.#app.redraw();
        }
    }

    /** Another view is shown. */
    forget() {
        this.#answers.clear();
        this.#letGo();
    }

    #letGo() {
        this.#pressed = null;
    }

    /** A button that is disabled or goes away loses the focus: it stays at the place. */
    keepFocus(root) {
        const active = document.activeElement;
        if (this.#pressed !== null && (active === document.body || active.disabled)) {
            [...root.querySelectorAll('[data-place]')].find(one => one.dataset.place === this.#pressed)?.focus();
        }
    }
}
