/** The bars of the groups below each lane: what is read of it stands at the right. */

const EASE = 0.18;

/** It reaches up to the left while the group is up to date, and goes back as what it has not read grows old. */
export function moveFront(bar, share, full, still) {
    bar.share = share ?? bar.share ?? 1;
    const wanted = full * bar.share;
    const near = bar.x0 === undefined || still || Math.abs(wanted - bar.x0) < 0.5;
    bar.x0 = near ? wanted : bar.x0 + (wanted - bar.x0) * EASE;
    const [, done, front] = bar.children;
    done.setAttribute('x', bar.x0);
    done.setAttribute('width', Math.max(0, full - bar.x0));
    front.setAttribute('x', Math.min(bar.x0, full - 4));
}

/** How much of the lane is not read yet; null while nobody knows how old that is. */
export function share(reaches, dots, now, span) {
    if (!reaches) {
        return 1;
    }
    if (reaches.behind === 0) {
        return 0;
    }
    const at = firstUnread(reaches, dots)?.at ?? reaches.at;
    return at === null ? null : Math.min(1, Math.max(0, now - at) / span);
}

/** Among those that are shown, unless there may be an older one. */
function firstUnread({ committed }, dots) {
    const first = dots.findIndex(dot => dot.offset >= committed);
    return first > 0 || dots[first]?.offset === committed ? dots[first] : undefined;
}
