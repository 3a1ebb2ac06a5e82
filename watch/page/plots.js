import { html, nothing, svg } from './lit-html.js';
import { highest, line, times } from './scale.js';
import { visible } from './text.js';
import { number, rate, time } from './words.js';

const COLOURS = 4;
const LEAST = 120;
const MARK_NEAR = 3;

/** Of marks, so that a fault can be told by more than its colour. */
const FAULT = 'M0 0l6 6-6 6-6-6z';
const OTHER = 'M-5 0h10l-5 8z';

/** The last 15 minutes, and the numbers of the moment that the pointer, or the slider, is at. */
export class Plots {
    #app;
    #at = null;
    #group = null;

    constructor(app) {
        this.#app = app;
    }

    html() {
        const { plot, topic } = this.#app.state;
        if (!plot || plot.written.length === 0) {
            return nothing;
        }
        const shown = window(plot);
        const index = this.#index(shown);
        return html`<section class="plots" aria-labelledby="plots">
            <div class="head"><h2 id="plots">Last ${Math.ceil(shown.length * plot.step / 60_000)} minutes</h2>
                <p class="reading">${reading(plot, shown, index)}</p></div>
            ${panels(plot, topic).map(panel => this.#panel(panel, plot, shown, index))}
            ${this.#byPartition(plot, topic, shown, index)}
            <input type="range" min=${shown.first} max=${shown.last} .value=${String(index)} aria-label="Moment in the plots"
                aria-valuetext=${reading(plot, shown, index)} @input=${event => this.#move(plot, Number(event.target.value))}>
        </section>`;
    }

    #index({ first, last }) {
        if (this.#at === null) {
            return last;
        }
        const { plot } = this.#app.state;
        return Math.min(last, Math.max(first, Math.round((this.#at - plot.from) / plot.step)));
    }

    /** To a time, because the points move on. At the end it stays at the newest. */
    #move(plot, index) {
        this.#at = index >= plot.written.length - 1 ? null : plot.from + index * plot.step;
        this.#app.redraw();
    }

    #point(event, plot, shown) {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        this.#move(plot, shown.first + Math.round((event.clientX - left) / width * (shown.length - 1)));
    }

    #leave() {
        this.#at = null;
        this.#app.redraw();
    }

    /** One group at a time; where there is one partition, it is as far behind as its group. */
    #byPartition(plot, topic, shown, index) {
        const groups = names(plot);
        const group = groups.includes(this.#group) ? this.#group : groups[0];
        const partitions = plot.groups[group]?.partitions ?? {};
        const numbers = Object.keys(partitions).map(Number).sort((a, b) => a - b);
        const upTo = numbers.at(-1) + 1;
        const series = numbers.map((partition, i) => ({
            name: `partition ${partition}`, style: `p${i}`, values: partitions[partition],
            now: `: ${number(partitions[partition][index])}`
        }));
        return numbers.length < 2 ? nothing : html`<label class="of">Group by partition
                <select @change=${event => this.#choose(event.target.value)}>${groups.map(name =>
                    html`<option value=${name} ?selected=${name === group}>${visible(name)}</option>`)}</select></label>
            ${this.#panel({ title: `Messages behind of ${visible(group)}, ${topic?.partitions.length > upTo
                ? `its first ${upTo} partitions` : 'by partition'}`, series }, plot, shown, index)}`;
    }

    #choose(group) {
        this.#group = group;
        this.#app.redraw();
    }

    #panel({ title, series, top }, plot, shown, index) {
        const high = top ?? highest(series.map(one => one.values));
        const at = i => `${(i - shown.first) * 100 / (shown.length - 1)}%`;
        return html`<figure>
            <figcaption>${title}<ul class="legend">${series.map(legend)}</ul></figcaption>
            <svg class="plot" @pointermove=${event => this.#point(event, plot, shown)} @pointerleave=${() => this.#leave()}
                role="img" aria-label="${title}: ${series.map(one => `${one.name} ${rate(one.values[index])}`).join(', ')}">
                ${[0, 1, 2].map(half => svg`<line class="grid" x2="100%" y1="${4 + half * 46}%" y2="${4 + half * 46}%"></line>`)}
                ${plot.marks.map(mark => drawn(mark, plot, shown, at))}
                <svg viewBox="0 0 ${shown.length - 1} 100" preserveAspectRatio="none">
                    ${series.map(one => svg`<path class="line ${one.style}" d=${line(one.values, shown, high)}></path>`)}
                </svg>
                <text class="scale" x="4" y="12">${number(high)}</text>
                <line class="cursor" x1=${at(index)} x2=${at(index)} y2="100%"></line>
            </svg>
            <div class="axis dim" aria-hidden="true">${times(plot, shown).map(ms => html`<span>${time(ms)}</span>`)}</div>
        </figure>`;
    }
}

/** What there is of it: the first minutes have no 15. */
function window(plot) {
    const last = plot.written.length - 1;
    const known = plot.written.findIndex(value => value !== null);
    const first = Math.min(known < 0 ? last : known, last - LEAST + 1);
    return { first, last, length: last - first + 1 };
}

const style = i => `g${i % COLOURS}`;

const names = plot => Object.keys(plot.groups).sort().slice(0, COLOURS);

function panels(plot, topic) {
    const groups = names(plot).map((name, i) => ({ name: visible(name), style: style(i), ...plot.groups[name] }));
    const replicas = (topic?.partitions ?? []).reduce((sum, partition) => sum + partition.replicas.length, 0);
    return [
        {
            title: 'Messages a second', series: [{ name: 'written', style: 'written', values: plot.written },
                ...groups.map(group => ({ ...group, name: `committed by ${group.name}`, values: group.committed }))]
        },
        { title: 'Messages behind', series: groups.map(group => ({ ...group, values: group.behind })) },
        {
            title: `Replicas in sync, of ${replicas}`, top: Math.max(1, replicas),
            series: [{ name: 'in sync', style: 'written', values: plot.inSync }]
        }
    ];
}

function reading(plot, shown, index) {
    const said = [`written ${rate(plot.written[index])}`, ...names(plot).map(name => {
        const { committed, behind } = plot.groups[name];
        return `${visible(name)} committed ${rate(committed[index])}, ${number(behind[index])} behind`;
    }), `in sync ${number(plot.inSync[index])}`];
    const at = plot.from + index * plot.step;
    const near = plot.marks.filter(mark => Math.abs(mark.at - at) <= MARK_NEAR * plot.step).map(mark => visible(mark.text));
    return `${time(at)}: ${[...said, ...near].join('; ')}`;
}

const legend = ({ name, style: kind, now }) => html`<li><svg viewBox="0 0 28 8" aria-hidden="true">
    <path class="line ${kind}" d="M0 4H28"></path></svg>${name}${now ?? nothing}</li>`;

function drawn({ at: ms, level, text }, plot, { first, last }, at) {
    const index = (ms - plot.from) / plot.step;
    return index < first || index > last ? nothing
        : svg`<g class="mark ${level}"><line x1=${at(index)} x2=${at(index)} y2="100%"></line>
            <svg x=${at(index)} overflow="visible"><path d=${level === 'fault' ? FAULT : OTHER}></path></svg>
            <title>${visible(text)}</title></g>`;
}
