import { render } from './lit-html.js';

/** A list whose items stay the elements that they are, so that the focus does not move on to another one. */
export class Keyed {
    element = document.createElement('ul');
    #items = new Map();

    /** @param name of the list's class */
    constructor(name) {
        this.element.className = name;
    }

    /** @param entries keys, each with what is shown */
    update(entries) {
        const keys = new Set(entries.map(([key]) => key));
        for (const [key, item] of this.#items) {
            if (!keys.has(key)) {
                item.remove();
                this.#items.delete(key);
            }
        }
        entries.forEach(([key, content], i) => {
            const item = this.#item(key);
            render(content, item);
            if (this.element.children[i] !== item) {
                this.element.insertBefore(item, this.element.children[i] ?? null);
            }
        });
        return this.element;
    }

    #item(key) {
        if (!this.#items.has(key)) {
            this.#items.set(key, document.createElement('li'));
        }
        return this.#items.get(key);
    }
}
