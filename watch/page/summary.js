import { isOld } from './age.js';
import { behind, count, lasting, list, number, rate } from './words.js';
import { visible } from './text.js';

/** The moment in sentences: for those who do not see the picture, and for a first glance. */
export function summary({ cluster, topic, groups, flow, control }, now) {
    return [brokers(cluster, control), services(control, cluster), partitions(topic, cluster), written(topic, flow),
        ...reading(groups, topic, now)].filter(one => one);
}

/** What of it is news enough to be read aloud: no numbers, which change all the time. */
export const news = ({ cluster, topic, control }) =>
    [brokers(cluster, control), services(control, cluster), partitions(topic, cluster)].filter(one => one).join(' ');

const state = { away: 'is away', silent: 'does not answer' };

function brokers(cluster, control) {
    if (!cluster || cluster.askedAt === null) {
        return null;
    }
    const down = cluster.brokers.filter(broker => broker.state !== 'up');
    if (down.length > 0) {
        return `${list(down.map(broker => `Broker ${broker.id} ${state[broker.state]}`))}.`;
    }
    const up = cluster.brokers.length - halted(control).filter(one => isUp(one, cluster)).length;
    return up > 0 ? `${count(up, 'broker')} up.` : null;
}

/** What stands still or does not run, as Watch knows from the processes. */
const halted = control => (control?.services ?? []).filter(one => one.state === 'frozen' || one.state === 'stopped');

/** As far as the cluster knows. */
const isUp = ({ service }, cluster) => (cluster?.brokers ?? []).some(({ id, state: one }) =>
    one === 'up' && service === `broker ${id}`);

function services(control, cluster) {
    const sentences = halted(control).map(one => {
        const name = `${one.service[0].toUpperCase()}${one.service.slice(1)}`;
        const how = one.state === 'frozen' ? 'frozen' : 'not running';
        return `${name} is ${how}${isUp(one, cluster) ? ', and the cluster has not noticed yet' : ''}.`;
    });
    return sentences.length === 0 ? null : visible(sentences.join(' '));
}

function partitions(topic, cluster) {
    const all = topic?.partitions ?? [];
    if (all.length === 0) {
        return null;
    }
    const name = partition => `${visible(topic.name)}-${partition.partition}`;
    const leaderless = all.filter(partition => partition.leader === null);
    if (leaderless.length > 0) {
        const verb = leaderless.length === 1 ? 'has' : 'have';
        return `${list(leaderless.map(name))} ${verb} no leader: nobody writes or reads there.`;
    }
    const down = (cluster?.brokers ?? []).filter(broker => broker.state !== 'up').map(broker => broker.id);
    const waiting = all.filter(partition => down.includes(partition.leader)).length;
    if (waiting > 0) {
        return `${count(waiting, 'partition')} ${waiting === 1 ? 'has a leader that does' : 'have leaders that do'} not answer.`;
    }
    const lagging = all.filter(partition => partition.inSync.length < partition.replicas.length);
    const sync = lagging.length === 0 ? 'every replica in sync'
        : `${count(lagging.length, 'partition')} with a replica that is not in sync`;
    return `${count(all.length + (topic.morePartitions ?? 0), 'partition')}, each with a leader, ${sync}.`;
}

function written(topic, flow) {
    if (!topic || topic.partitions.length === 0) {
        return null;
    }
    if (topic.partitions.every(({ perSecond }) => perSecond === null)) {
        return 'How many messages come in is not known now.';
    }
    const perSecond = flow?.perSecond ?? topic.partitions.reduce((sum, partition) => sum + (partition.perSecond ?? 0), 0);
    return perSecond > 0 ? `${rate(perSecond)} messages a second come in${sample(flow)}.`
        : `Nobody writes to ${visible(topic.name)} at the moment.`;
}

/** Up to so many a second, none is left out. */
const ALL_SHOWN = 50;

/** A sample says that it is one. */
export function sample(flow) {
    const some = flow && flow.perSecond > ALL_SHOWN && flow.showing < flow.perSecond;
    return some ? `, showing ${number(flow.showing)} of ${rate(flow.perSecond)} a second` : '';
}

const MOST_GROUPS = 4;

function reading(groups, topic, now) {
    if (!groups || groups.askedAt === null) {
        return [];
    }
    const names = groups.groups.slice(0, MOST_GROUPS)
        .map(({ name, askedAt, behind: messages, behindMs }) => isOld(askedAt, now)
            ? `${lasting(now - askedAt)} ago ${visible(name)} was ${behind(messages, behindMs)}.`
            : `${visible(name)} is ${behind(messages, behindMs)}.`);
    const more = groups.groups.length - MOST_GROUPS + groups.more;
    return groups.groups.length === 0 ? [`No group has read ${topic ? visible(topic.name) : 'here'} yet.`]
        : more > 0 ? [...names, `And ${count(more, 'more group')}.`] : names;
}
