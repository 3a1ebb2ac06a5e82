import { choice } from './form.js';
import { html, nothing } from './lit-html.js';
import { asked, optionsOf, problemOf, PROGRAMS } from './options.js';

const PLACE = 'start';

/** The form that starts a program. */
export class Starting {
    #app;
    #program = PROGRAMS[0].program;
    #texts = new Map();
    #tried = false;

    constructor(app) {
        this.#app = app;
    }

    #text(option) {
        return this.#texts.get(`${this.#program} ${option.name}`) ?? option.value;
    }

    #problem(option) {
        return this.#tried ? problemOf(option, this.#text(option).trim()) : null;
    }

    #change({ name, value }) {
        if (name === 'program') {
            this.#program = value;
            this.#tried = false;
        } else {
            this.#texts.set(`${this.#program} ${name}`, value);
        }
        this.#app.redraw();
    }

    #submit(event) {
        event.preventDefault();
        const options = optionsOf(this.#program);
        this.#tried = true;
        const wrong = options.find(option => this.#problem(option) !== null);
        if (wrong) {
            event.target.elements[wrong.name].focus();
            this.#app.redraw();
        } else if (!this.#app.actions.isUnderWay(PLACE)) {
            const texts = Object.fromEntries(options.map(option => [option.name, this.#text(option)]));
            this.#app.actions.send(PLACE, 'Start', 'program', asked(this.#program, texts));
        }
    }

    html({ programs, most }) {
        const { actions } = this.#app;
        const running = programs.filter(({ state }) => state !== 'ended').length;
        const kinds = PROGRAMS.map(({ program, title }) => [program, title]);
        return html`<form class="wanted" aria-label="Start a program" novalidate
                @submit=${event => this.#submit(event)} @input=${event => this.#change(event.target)}>
            ${choice('Program', 'program', this.#program, kinds)}
            <fieldset class="options"><legend>Its options</legend>
                ${optionsOf(this.#program).map(option => this.#field(option))}</fieldset>
            <div class="deeds" role="group" aria-label="Starting" tabindex="-1" data-place=${PLACE}>
                <button type="submit" class="first" ?disabled=${actions.isUnderWay(PLACE)}>Start</button>
                <span class="dim">${running} of at most ${most} run.</span>${actions.said(PLACE)}</div>
        </form>`;
    }

    #field(option) {
        return option.choices ? choice(option.label, option.name, this.#text(option), option.choices) : this.#input(option);
    }

    #input(option) {
        const { name, label, word, hint } = option;
        const problem = this.#problem(option);
        const ids = [hint ? `${name}-hint` : '', problem ? `${name}-problem` : ''].filter(id => id !== '').join(' ');
        return html`<div class="option"><label><span>${label}</span>
                <input name=${name} .value=${this.#text(option)} inputmode=${word ? 'text' : 'numeric'} size="12"
                    autocomplete="off" spellcheck="false" aria-invalid=${problem !== null}
                    aria-describedby=${ids || nothing}></label>
            ${hint ? html`<span class="dim" id="${name}-hint">${hint}</span>` : nothing}
            ${problem ? html`<span class="late" id="${name}-problem">${problem}</span>` : nothing}</div>`;
    }
}
