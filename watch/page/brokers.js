import { html, nothing, svg } from './lit-html.js';
import { age } from './age.js';
import { DONE, hint, registryCard, serviceButtons, serviceOf } from './services.js';
import { visible } from './text.js';
import { lasting, list, time } from './words.js';

/** Who holds what: a card for each broker. */
export function brokers({ cluster, topic, control }, now, actions) {
    return html`<section class="brokers" aria-labelledby="brokers">
        <h2 id="brokers">Brokers ${age(cluster?.askedAt, now)}</h2>
        ${cluster?.problem ? html`<p class="problem">${visible(cluster.problem)}</p>` : nothing}
        <ul class="cards">${all(cluster, control).map(broker => card(broker, broker.id === cluster?.controller, topic, now,
            serviceOf(control, nameOf(broker)), actions))}${registryCard(control, actions, sign)}</ul>
        ${control ? hint(control) : nothing}
    </section>`;
}

const nameOf = ({ id }) => `broker ${id}`;

/** Also those that the cluster has not named yet, so that they can be started. */
function all(cluster, control) {
    const known = cluster?.brokers ?? [];
    const others = (control?.services ?? []).map(({ service }) => /^broker (\d+)$/.exec(service)).filter(match => match)
        .map(match => Number(match[1])).filter(id => !known.some(broker => broker.id === id));
    return [...known, ...others.map(id => ({ id, state: 'unknown' }))].sort((a, b) => a.id - b.id);
}

const SIGNS = {
    up: svg`<path d="M4 8.5l3 3 5.5-6.5"/>`,
    away: svg`<path d="M4.5 4.5l7 7m0-7l-7 7"/>`,
    frozen: svg`<path d="M6 4.5v7m4-7v7"/>`,
    silent: svg`<path d="M5.5 6a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .7-1 1.5m0 2.200v.3"/>`
};

export const sign = state => html`<svg class="sign ${state}" viewBox="0 0 16 16" aria-hidden="true">${SIGNS[state]}</svg>`;

const NAMES = { away: 'away', silent: 'does not answer', unknown: 'nothing is known of it yet' };

/** What was done with it, and what the cluster knows of that. */
function condition({ state, since }, done, now) {
    const how = since ? ` for ${lasting(now - since)}` : '';
    const known = state === 'up' ? html`${done && done !== 'busy' ? 'not noticed yet' : 'up'}`
        : html`<strong>${NAMES[state]}</strong>${how}`;
    return done ? html`<strong>${DONE[done]}</strong>; ${known}` : known;
}

function card(broker, isController, topic, now, service, actions) {
    const { id, state, since } = broker;
    const done = service?.state in DONE ? service.state : null;
    const look = done === 'frozen' ? done : done === 'stopped' ? 'away' : state === 'unknown' ? 'silent' : state;
    return html`<li class="card broker ${look}">
        <div><h3>${sign(look)} ${nameOf(broker)}</h3>
            <p>${condition(broker, done, now)}${state !== 'up' && since
                ? html`<span class="dim">, since ${time(since)}</span>` : nothing}</p>
            ${isController ? html`<span class="badge">controller</span>` : nothing}</div>
        <div><p class="holds">${holds(id, topic)}</p>
            ${broker.host ? html`<p class="dim address">${visible(broker.host)}:${broker.port}</p>` : nothing}</div>
        ${service ? serviceButtons(actions, service) : nothing}
    </li>`;
}

const MOST = 8;

function numbers(partitions) {
    const shown = partitions.slice(0, MOST).map(one => String(one.partition));
    return (partitions.length === 1 ? 'partition ' : 'partitions ')
        + list(partitions.length > MOST ? [...shown, `${partitions.length - MOST} more`] : shown);
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
