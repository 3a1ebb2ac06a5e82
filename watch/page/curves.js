import { render, svg } from './lit-html.js';

/** The lines between the columns: from who writes to the lanes, and from each group's bar to the member that reads there. */

const JUST_NOW = 3000;

const middle = (element, box) => {
    const { top, height } = element.getBoundingClientRect();
    return top + height / 2 - box.top;
};

function curve(from, to, width, classes) {
    const bend = width / 2;
    return svg`<path class=${classes} d="M0 ${from}C${bend} ${from} ${bend} ${to} ${width} ${to}"></path>`;
}

export function drawCurves(root, writers, now) {
    const [left, right] = root.querySelectorAll('.gutter');
    if (left && left.getClientRects().length > 0) {
        render(written(root, left.getBoundingClientRect(), writers, now), left);
        render(read(root, right.getBoundingClientRect()), right);
    }
}

function written(root, box, writers, now) {
    const lines = [];
    for (const card of root.querySelectorAll('[data-producer]')) {
        const writer = writers.find(one => String(one.id) === card.dataset.producer);
        const targets = writer?.partitions ?? (card.dataset.producer === 'unseen' ? everywhere(root, now) : []);
        for (const { partition, lastAt } of targets) {
            const belt = root.querySelector(`[data-lane="${partition}"] .belt`);
            if (belt) {
                const classes = now - lastAt < JUST_NOW ? 'wire flows' : 'wire';
                lines.push(curve(middle(card, box), middle(belt, box), box.width, classes));
            }
        }
    }
    return lines;
}

const everywhere = (root, now) => [...root.querySelectorAll('[data-lane]')]
    .map(lane => ({ partition: lane.dataset.lane, lastAt: now }));

function read(root, box) {
    const lines = [];
    root.querySelectorAll('.group').forEach((group, i) => {
        for (const member of group.querySelectorAll('.member')) {
            for (const partition of member.dataset.reads.split(' ').filter(text => text !== '')) {
                const bar = root.querySelector(`[data-lane="${partition}"] .bar.g${i}`);
                if (bar) {
                    lines.push(curve(middle(bar, box), middle(member, box), box.width, `wire g${i}`));
                }
            }
        }
    });
    return lines;
}
