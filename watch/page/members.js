import { html, nothing } from './lit-html.js';
import { age } from './age.js';
import { shownGroups } from './lanes.js';
import { link } from './route.js';
import { said, visible } from './text.js';
import { behind, count, list, rate } from './words.js';

const MOST = 8;

/** The groups at the right: their members, and which partition is whose. */
export function groupsColumn({ topic, groups }, now) {
    const shown = shownGroups(groups);
    const more = (groups?.groups.length ?? 0) - shown.length + (groups?.more ?? 0);
    return html`<section class="groups" aria-labelledby="groups">
        <h2 id="groups">Groups ${groups ? age(groups.askedAt, now) : nothing}</h2>
        <ul class="cards">${shown.map((group, i) => card(group, i, topic, now))}
            ${groups?.groups.length === 0 && groups.askedAt !== null
                ? html`<li class="card none"><p class="dim">No group has read here yet.</p></li>` : nothing}</ul>
        ${more > 0 ? html`<p><a href=${link('groups', { topic: topic?.name })}>${count(more, 'more group')}</a></p>` : nothing}
    </section>`;
}

function card(group, i, topic, now) {
    const members = group.members.slice(0, MOST);
    return html`<li class="card group g${i}">
        <h3><svg class="swatch" viewBox="0 0 24 10" aria-hidden="true"><rect width="24" height="10" rx="3"></rect></svg>
            <a href=${link('groups', { topic: topic?.name, group: group.name })}>${visible(group.name)}</a></h3>
        <p>${behind(group.behind, group.behindMs)} ${age(group.askedAt, now)}</p>
        <p class="dim">${group.state}, ${rate(group.committedPerSecond)} committed a second</p>
        <ul class="members">${members.map(member => one(member))}</ul>
        ${group.members.length > MOST
            ? html`<p class="dim">and ${count(group.members.length - MOST, 'more member')}</p>` : nothing}
        ${unread(group, topic)}
    </li>`;
}

function one({ client, partitions }) {
    return html`<li class="member" data-reads=${partitions.join(' ')}>
        <span class="client" title=${visible(client)}>${said(client)}</span>
        <span class="chips">${partitions.length === 0 ? html`<span class="dim">has no partition</span>`
            : partitions.slice(0, MOST).map(partition => html`<b class="chip">${partition}</b>`)}${partitions.length > MOST
                ? html`<span class="dim">+${partitions.length - MOST}</span>` : nothing}</span>
    </li>`;
}

function unread(group, topic) {
    const owned = new Set(group.members.flatMap(member => member.partitions));
    const free = (topic?.partitions ?? []).map(one => one.partition).filter(partition => !owned.has(partition));
    if (free.length === 0) {
        return nothing;
    }
    return html`<p class="late">${group.members.length === 0 ? 'no member: nobody reads'
        : `nobody reads ${free.length > MOST ? count(free.length, 'partition') : list(free.map(String))}`}</p>`;
}
