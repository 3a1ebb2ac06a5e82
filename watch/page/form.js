import { html } from './lit-html.js';

/** Fields of a form; what stands in them comes from the address, and goes there. */

export const field = (label, name, value, rest = {}) => html`<label><span>${label}</span>
    <input name=${name} .value=${value ?? ''} type=${rest.type ?? 'text'} step=${rest.step ?? 'any'}
        min=${rest.min ?? ''} max=${rest.max ?? ''} size=${rest.size ?? 12} autocomplete="off" spellcheck="false"></label>`;

export const choice = (label, name, value, options) => html`<label><span>${label}</span>
    <select name=${name}>${options.map(([key, text]) =>
        html`<option value=${key} ?selected=${key === value}>${text}</option>`)}</select></label>`;
