import { html, nothing } from './lit-html.js';
import { age } from './age.js';
import { table } from './table.js';
import { said, visible } from './text.js';
import { behind, count, lasting, list, number, rate, UNKNOWN } from './words.js';

const FEW = 3;

/** The groups that read here, in numbers. */
export class Groups {
    #app;
    #chosen = null;
    #open = new Map();

    constructor(app) {
        this.#app = app;
    }

    title() {
        return 'Groups';
    }

    open(params) {
        this.#chosen = params.get('group');
    }

    close() {
    }

    frame() {
    }

    html() {
        const { state, clock } = this.#app;
        const { topic, groups } = state;
        return html`<h1 tabindex="-1">Groups <span class="dim">${topic ? `that read ${visible(topic.name)}` : nothing}</span>
                ${groups ? age(groups.askedAt, clock.now()) : nothing}</h1>
            ${groups ? nothing : html`<p class="waiting">Waiting for the first answer of the cluster.</p>`}
            ${groups?.groups.length === 0 ? html`<p class="dim">No group has read here yet.</p>` : nothing}
            ${(groups?.groups ?? []).map(group => this.#group(group, groups.groups.length, clock.now()))}
            ${groups?.more > 0 ? html`<p class="dim">${count(groups.more, 'more group')} are not shown.</p>` : nothing}`;
    }

    #isOpen({ name }, all) {
        return this.#open.get(name) ?? (this.#chosen === null ? all <= FEW : name === this.#chosen);
    }

    #group(group, all, now) {
        const open = this.#isOpen(group, all);
        return html`<details class="card" ?open=${open} @toggle=${event => this.#switch(group.name, event.target.open)}>
            <summary><h2>${said(group.name)}</h2> ${behind(group.behind, group.behindMs)} ${age(group.askedAt, now)};
                ${visible(group.state)}, ${count(group.members.length, 'member')}</summary>
            ${open ? contents(group) : nothing}
        </details>`;
    }

    #switch(name, open) {
        if (this.#open.get(name) !== open) {
            this.#open.set(name, open);
            this.#app.redraw();
        }
    }
}

const KINDS = { consumer: 'new protocol', classic: 'classic protocol' };

function contents(group) {
    return html`<p>${KINDS[group.type] ?? visible(group.type)}, ${rate(group.committedPerSecond)} committed a second</p>
        ${group.members.length === 0 ? html`<p class="late">It has no member: nobody reads.</p>`
            : table('Members', ['client', 'host', 'partitions'], group.members.map(({ client, host, partitions }) =>
                [said(client), said(host), partitions.length === 0 ? 'none' : list(partitions.map(String))]))}
        ${table('Partitions', ['partition', 'committed', 'end', 'behind', 'in time', 'member'], group.partitions.map(one => [
            one.partition, one.committed === null ? 'nothing' : number(one.committed), number(one.end), number(one.behind),
            one.behind === 0 ? 'up to date' : one.behindMs === null ? UNKNOWN : lasting(one.behindMs),
            one.member === null ? 'nobody' : said(one.member)]))}`;
}
