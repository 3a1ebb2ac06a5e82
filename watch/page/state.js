/** What is known by now: the frames put together. */

const MOST_POINTS = 900;
const MOST_SENTENCES = 1000;

export const nothingYet = () => ({
    cluster: null, topics: { names: [], more: 0 }, topic: null, groups: null, producers: null, flow: null, watch: null,
    control: null, lessons: [], lesson: null, plot: null, story: [], missed: 0
});

export function merged(state, frame) {
    const { story, plot, plotAdded, marksAdded, flow, ...sections } = frame;
    const known = frame.watch && state.watch && frame.watch.startedAt !== state.watch.startedAt ? nothingYet() : state;
    return {
        ...known, ...sections,
        flow: flow ?? known.flow,
        plot: marked(extended(plot ?? known.plot, plotAdded), marksAdded),
        ...told(known, story)
    };
}

/** What was told before stays, as long as it is not too much. */
function told({ story, missed }, news) {
    if (!news) {
        return { story, missed };
    }
    const last = story.length > 0 ? story.at(-1).n : null;
    const added = news.sentences.filter(({ n }) => last === null || n > last);
    const gap = last !== null && added.length > 0 ? added[0].n - last - 1 : 0;
    return { story: [...story, ...added].slice(-MOST_SENTENCES), missed: missed + gap };
}

// --- the plot

function put(values, index, value) {
    const longer = values.slice();
    while (longer.length < index) {
        longer.push(null);
    }
    longer[index] = value;
    return longer;
}

/** Of each key that there was or is now. */
const each = (known, now, value) => Object.fromEntries([...new Set([...Object.keys(known), ...Object.keys(now)])]
    .map(key => [key, value(known[key], now[key])]));

/** With one point more, and without those that are too old. */
function extended(plot, point) {
    if (!plot || !point) {
        return plot;
    }
    const index = Math.round((point.at - plot.from) / plot.step);
    if (plot.written.length === 0 || index - plot.written.length > MOST_POINTS) {
        return extended({ ...plot, from: point.at - plot.step, written: [null], inSync: [null], groups: {} }, point);
    }
    if (index < plot.written.length) {
        return plot;
    }
    const left = Math.max(0, index + 1 - MOST_POINTS);
    const next = (values, value) => put(values ?? [], index, value ?? null).slice(left);
    return {
        ...plot,
        from: plot.from + left * plot.step,
        written: next(plot.written, point.written),
        inSync: next(plot.inSync, point.inSync),
        groups: each(plot.groups, point.groups, (known, now) => ({
            committed: next(known?.committed, now?.committed),
            behind: next(known?.behind, now?.behind),
            partitions: each(known?.partitions ?? {}, now?.partitions ?? {}, next)
        }))
    };
}

/** A tab that has just come has them already. */
function marked(plot, marks) {
    const isKnown = ({ at, text }) => plot.marks.some(one => one.at === at && one.text === text);
    return plot && marks ? { ...plot, marks: [...plot.marks, ...marks.filter(mark => !isKnown(mark))] } : plot;
}
