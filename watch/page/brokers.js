import { html, nothing, svg } from './lit-html.js';
import { age } from './age.js';
import { visible } from './text.js';
import { lasting, list, time } from './words.js';

/** Who holds what: a card for each broker. */
export function brokers({ cluster, topic }, now) {
    return html`<section class="brokers" aria-labelledby="brokers">
        <h2 id="brokers">Brokers ${age(cluster.askedAt, now)}</h2>
        ${cluster.problem ? html`<p class="problem">${visible(cluster.problem)}</p>` : nothing}
        <ul class="cards">${cluster.brokers.map(broker => card(broker, broker.id === cluster.controller, topic, now))}</ul>
    </section>`;
}

const SIGNS = {
    up: svg`<path d="M4 8.5l3 3 5.5-6.5"/>`,
    away: svg`<path d="M4.5 4.5l7 7m0-7l-7 7"/>`,
    silent: svg`<path d="M5.5 6a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .7-1 1.5m0 2.200v.3"/>`
};

export const sign = state => html`<svg class="sign ${state}" viewBox="0 0 16 16" aria-hidden="true">${SIGNS[state]}</svg>`;

function condition({ state, since }, now) {
    const how = since ? ` for ${lasting(now - since)}` : '';
    return state === 'up' ? html`up` : html`<strong>${state === 'away' ? 'away' : 'does not answer'}</strong>${how}`;
}

function card(broker, isController, topic, now) {
    const troubled = broker.state !== 'up' && broker.since;
    return html`<li class="card broker ${broker.state}">
        <div><h3>${sign(broker.state)} broker ${broker.id}</h3>
            <p>${condition(broker, now)}${troubled ? html`<span class="dim">, since ${time(broker.since)}</span>` : nothing}</p>
            ${isController ? html`<span class="badge">controller</span>` : nothing}</div>
        <div><p class="holds">${holds(broker.id, topic)}</p>
            <p class="dim address">${visible(broker.host)}:${broker.port}</p></div>
    </li>`;
}

const MOST = 8;

function numbers(partitions) {
    const shown = partitions.slice(0, MOST).map(one => String(one.partition));
    return list(partitions.length > MOST ? [...shown, `${partitions.length - MOST} more`] : shown);
}

function holds(id, topic) {
    const all = topic?.partitions ?? [];
    const held = all.filter(one => one.replicas.includes(id));
    const leads = held.filter(one => one.leader === id);
    const follows = held.filter(one => one.leader !== id && one.inSync.includes(id));
    const late = held.filter(one => one.leader !== id && !one.inSync.includes(id));
    if (held.length === 0) {
        return html`<span class="dim">holds nothing of this topic</span>`;
    }
    return [
        leads.length > 0 ? html`<span class="leading">leads ${numbers(leads)}</span>` : nothing,
        follows.length > 0 ? html`<span class="following">follows ${numbers(follows)}</span>` : nothing,
        late.length > 0 ? html`<span class="late">not in sync: ${numbers(late)}</span>` : nothing
    ];
}
