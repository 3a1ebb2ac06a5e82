import { html, nothing, svg } from './lit-html.js';
import { age } from './age.js';
import { BELT, SHOWN_SECONDS } from './conveyor.js';
import { link } from './route.js';
import { sample } from './summary.js';
import { visible } from './text.js';
import { behind, count, number, rate } from './words.js';

/** The partitions as lanes: what is written enters at the left, and every group's bar reaches as far as it has committed. */

const FEW = 12;
const MOST_GROUPS = 4;
const BAR = 20;
const GAP = 4;

/** Those that are drawn, by name, so that each keeps its place and its colour. */
export const shownGroups = groups => byName(groups?.groups ?? []).slice(0, MOST_GROUPS);

const byName = groups => [...groups].sort((a, b) => a.name < b.name ? -1 : 1);

export const shownPartitions = (topic, all) => all ? topic.partitions : topic.partitions.slice(0, FEW);

export function lanes({ topic, groups, flow }, now, all, toggle) {
    const partitions = shownPartitions(topic, all);
    const hidden = topic.partitions.length - partitions.length;
    return html`<section class="lanes" aria-labelledby="lanes">
        <h2 id="lanes">Partitions of ${visible(topic.name)} ${age(topic.askedAt, now)}
            <span class="dim sample">${sample(flow).replace(/^, /, '')}</span></h2>
        <ul>${partitions.map(partition => lane(topic, partition, shownGroups(groups), now))}</ul>
        ${axis()}
        <p class="dim hint">Each dot is a message, as old as the scale says. A bar reaches as far as its group has committed.</p>
        ${hidden > 0 || all && topic.partitions.length > FEW
            ? html`<button @click=${toggle}>${all ? 'Show fewer' : `Show ${count(hidden, 'more partition')}`}</button>` : nothing}
        ${topic.morePartitions > 0
            ? html`<p class="dim">${count(topic.morePartitions, 'more partition')} are not shown.</p>` : nothing}
    </section>`;
}

function lane(topic, partition, groups, now) {
    const name = `${visible(topic.name)}-${partition.partition}`;
    const height = BELT + groups.length * (BAR + GAP);
    return html`<li class="lane ${partition.leader === null ? 'leaderless' : ''}" data-lane=${partition.partition}>
        <div class="lane-head">
            <h3><a href=${link('messages', { topic: topic.name, partition: partition.partition })}>${name}</a></h3>
            <ul class="replicas">${leaderFirst(partition).map(id => replica(id, partition))}</ul>
            <p class="dim">offsets ${number(partition.begin)} to ${number(partition.end)},
                ${rate(partition.perSecond)} a second ${partition.end === null ? nothing : age(partition.endAt, now)}</p>
        </div>
        <svg class="track" height=${height} role="img" aria-label=${described(name, partition, groups)}>
            <svg class="belt" height=${BELT}>
                <rect class="bed" width="100%" height=${BELT} rx="7"></rect>
                ${['33.33%', '66.67%'].map(x => svg`<line class="tick" x1=${x} x2=${x} y2=${BELT}></line>`)}
                <g class="dots"></g>
                ${partition.leader === null ? leaderless() : nothing}
            </svg>
            ${groups.map((group, i) => bar(group, partition, i))}
        </svg>
    </li>`;
}

const leaderFirst = ({ replicas, leader }) => [...replicas].sort((a, b) => (b === leader) - (a === leader));

function replica(id, { leader, inSync }) {
    const role = id === leader ? 'leads' : inSync.includes(id) ? 'in sync' : 'not in sync';
    return html`<li class="replica ${role.replaceAll(' ', '-')}">broker <b>${id}</b> ${role}</li>`;
}

function leaderless() {
    return svg`<rect class="stripes" width="100%" height=${BELT} rx="7"></rect>
        <text class="stopped" x="50%" y=${BELT / 2 + 5}>no leader: nobody can write or read here</text>`;
}

const committed = (group, { partition }) => group.partitions.find(one => one.partition === partition);

function place(group, partition) {
    const own = committed(group, partition);
    return own && own.committed !== null ? behind(own.behind, own.behindMs) : 'has committed nothing here';
}

function described(name, partition, groups) {
    const leader = partition.leader === null ? 'no leader' : `broker ${partition.leader} leads`;
    const reading = groups.map(group => `${visible(group.name)}: ${place(group, partition)}`);
    return [`${name}: ${leader}, ${rate(partition.perSecond)} messages a second`, ...reading].join('; ');
}

/** What is read of it stands at its right: from where the group has committed to the oldest message that is shown. */
function bar(group, partition, i) {
    const own = committed(group, partition);
    const reaches = own && own.committed !== null ? { ...own, at: writtenAt(own, group.askedAt) } : null;
    return svg`<svg class="bar g${i}" y=${BELT + GAP + i * (BAR + GAP)} height=${BAR} .reaches=${reaches}>
        <rect class="rail" width="100%" height=${BAR} rx="4"></rect>
        <rect class="done" height=${BAR} width="100%" x="100%"></rect>
        <rect class="front" height=${BAR} width="4" x="100%"></rect>
        <text x="100%" dx="-10" y=${BAR / 2 + 4}>${place(group, partition)}
            <tspan class="who" dx="6">${visible(group.name)}</tspan></text>
    </svg>`;
}

/** When the first message that is not read yet was written. */
const writtenAt = ({ behindMs }, askedAt) => behindMs === null || behindMs === undefined ? null : askedAt - behindMs;

function axis() {
    const labels = ['written now', ...[1, 2, 3].map(third => `${third * SHOWN_SECONDS / 3} s ago`)];
    return html`<div class="axis dim" aria-hidden="true">${labels.map(label => html`<span>${label}</span>`)}</div>`;
}
