import { moveFront, share } from './fronts.js';
import { cut, visible } from './text.js';
import { messageLink } from './route.js';

/** What moves: messages along their lane, as old as they are, and the front of what each group has committed. */

export const BELT = 34;
export const SHOWN_SECONDS = 15;

const SHOWN = SHOWN_SECONDS * 1000;
const SVG = 'http://www.w3.org/2000/svg';
const MOST = 900;
const LABEL = 86;
/** So many in a lane are drawn smaller. */
const CROWDED = 36;
const SCATTER = 5;
const REBASE = 600_000;

const still = matchMedia('(prefers-reduced-motion: reduce)');

export class Conveyor {
    #root;
    #clock;
    #lanes = new Map();
    #base;
    #running = false;
    #drawn = 0;

    /** @param root below which the lanes are */
    constructor(root, clock) {
        this.#root = root;
        this.#clock = clock;
        this.#base = clock.now();
    }

    start() {
        if (!this.#running) {
            this.#running = true;
            requestAnimationFrame(() => this.#step());
        }
    }

    stop() {
        this.#running = false;
        this.clear();
    }

    clear() {
        for (const lane of this.#lanes.values()) {
            lane.dots.forEach(({ element }) => element.remove());
        }
        this.#lanes.clear();
    }

    /** Messages that have just been written. */
    add(topic, messages) {
        const now = this.#clock.now();
        for (const message of messages) {
            const element = this.#root.querySelector(`[data-lane="${message.partition}"] .dots`);
            if (element) {
                this.#put(this.#lane(message.partition, element), topic, message, now);
            }
        }
    }

    #lane(partition, element) {
        if (this.#lanes.get(partition)?.element !== element) {
            this.#lanes.set(partition, { element, dots: [] });
        }
        return this.#lanes.get(partition);
    }

    /** Clocks differ, and so does what a producer takes for the time of its message. */
    #put(lane, topic, message, now) {
        const at = message.at > now - SHOWN && message.at <= now ? message.at : now;
        const before = lane.dots.at(-1);
        const gap = before ? at - before.at : SHOWN;
        const element = dot(topic, message, gap * this.#speed(lane.element) > LABEL, lane.dots.length > CROWDED);
        lane.dots.push({ at, offset: message.offset, element });
        this.#position(lane, lane.dots.at(-1));
        lane.element.append(element);
        if (lane.dots.length > MOST) {
            lane.dots.shift().element.remove();
        }
    }

    #speed(element) {
        return width(element) / SHOWN;
    }

    #position(lane, { at, element }) {
        element.setAttribute('transform', `translate(${-(at - this.#base) * this.#speed(lane.element)} 0)`);
    }

    #step() {
        if (!this.#running) {
            return;
        }
        this.follow();
        requestAnimationFrame(() => this.#step());
    }

    /** Also with each frame of the stream: a computer that is busy draws fewer pictures than come. */
    follow() {
        const now = this.#clock.now();
        if (!still.matches || now - this.#drawn > 1000) {
            this.#drawn = now;
            this.#move(now);
        }
    }

    #move(now) {
        const rebase = now - this.#base > REBASE;
        this.#base = rebase ? now : this.#base;
        for (const lane of this.#lanes.values()) {
            while (lane.dots.length > 0 && now - lane.dots[0].at > SHOWN + 1000) {
                lane.dots.shift().element.remove();
            }
            const speed = this.#speed(lane.element);
            if (rebase || speed !== lane.speed) {
                lane.speed = speed;
                lane.dots.forEach(one => this.#position(lane, one));
            }
            lane.element.setAttribute('transform', `translate(${(now - this.#base) * speed} 0)`);
        }
        for (const bar of this.#root.querySelectorAll('.bar')) {
            const lane = this.#lanes.get(Number(bar.closest('[data-lane]').dataset.lane));
            moveFront(bar, share(bar.reaches, lane?.dots ?? [], now, SHOWN), width(bar), still.matches);
        }
    }
}

/** Of the outermost picture: one that is inside of another is as wide as what is in it, also where nobody sees that. */
const width = element => element.closest('.track').getBoundingClientRect().width;

function shape(name, attributes) {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
}

function dot(topic, message, labelled, crowded) {
    const y = BELT / 2 + (crowded ? (message.offset * 2 % SCATTER - 2) * 4 : 0);
    const group = shape('g', { class: 'dot' });
    const title = shape('title', {});
    title.textContent = `${visible(topic)}-${message.partition}@${message.offset}`
        + `${message.key === null ? '' : ` ${visible(message.key)}`}: ${visible(message.text)}`;
    group.append(shape('circle', { cx: 0, cy: y, r: crowded ? 4 : 6 }), title);
    if (labelled && message.key !== null) {
        const text = shape('text', { x: 11, y: BELT / 2 + 4 });
        text.textContent = visible(cut(message.key, 10));
        group.append(text);
    }
    group.addEventListener('click', () => location.assign(messageLink(topic, message)));
    return group;
}
