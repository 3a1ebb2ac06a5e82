"""Where replicas are to be, and how far they are: what kafka-topics.sh and kafka-log-dirs.sh answer, as data for the tasks."""

import json
from collections import Counter


def read_partitions(described):
    """A line: Topic: messages, Partition: 0, Leader: 2, Replicas: 2,3, Isr: 2,3, and more, with tabs between them."""
    found = {}
    for line in described.splitlines():
        fields = (part.split(":", 1) for part in line.split("\t") if ":" in part)
        of = {name.strip(): value.strip() for name, value in fields}
        if "Partition" in of:
            going = ids(of.get("Removing Replicas", ""))
            found[of["Topic"], int(of["Partition"])] = {
                "leader": of["Leader"],
                # also those that are only on their way, because the next thing is decided from there
                "replicas": [broker for broker in ids(of["Replicas"]) if broker not in going],
                "coming": ids(of.get("Adding Replicas", "")),
                "under_way": "Adding Replicas" in of,
            }
    return found


def ids(text):
    return [int(each) for each in text.split(",") if each.strip().isdigit()]


class Cluster:
    """What is where: each change makes the topic, then all of them, more even, so it comes to an end, where a next run begins."""

    def __init__(self, replicas, racks):
        self.replicas = replicas
        self.racks = racks
        self.all = Counter(broker for each in replicas.values() for broker in each)
        self.leaders = Counter(each[0] for each in replicas.values())
        self.topics = {}
        for partition in sorted(replicas):
            self.topics.setdefault(partition[0], []).append(partition)

    def of(self, topic):
        return self.topics[topic]

    def change(self, partition, replicas):
        before = self.replicas[partition]
        self.all.subtract(before)
        self.all.update(replicas)
        self.leaders.subtract(before[:1])
        self.leaders.update(replicas[:1])
        self.replicas[partition] = replicas

    def held(self, topic):
        return Counter(broker for each in self.of(topic) for broker in self.replicas[each])

    def led(self, topic):
        return Counter(self.replicas[each][0] for each in self.of(topic))

    def rack(self, broker):
        return self.racks.get(broker) or broker

    def spread(self, replicas):
        return len({self.rack(broker) for broker in replicas})

    def room(self, topic):
        """The emptiest broker first."""
        held = self.held(topic)
        return sorted(self.racks, key=lambda broker: (held[broker], self.all[broker], broker))

    def fit(self, topic, count):
        """Off the brokers that are to have none, and to the wanted number; the first one, which leads, stays where it can."""
        for each in self.of(topic):
            kept = [broker for broker in self.replicas[each] if broker in self.racks]
            while len(kept) > count:
                full = [broker for broker in reversed(self.room(topic)) if broker in kept[1:]]
                kept.remove(max(full, key=lambda one: self.spread([broker for broker in kept if broker != one])))
            while len(kept) < count:
                room = [broker for broker in self.room(topic) if broker not in kept]
                kept.append(max(room, key=lambda one: self.spread([*kept, one])))
            if kept != self.replicas[each]:
                self.change(each, kept)

    def separate(self, topic):
        """Into other racks, those that share one."""
        for each in self.of(topic):
            for broker in self.replicas[each][::-1]:
                for other in self.room(topic):
                    if self.spread(swapped(self.replicas[each], broker, other)) > self.spread(self.replicas[each]):
                        self.change(each, swapped(self.replicas[each], broker, other))
                        return True
        return False

    def level(self, topic):
        """One replica from a broker that has more to one that has less."""
        held, room = self.held(topic), self.room(topic)
        for full in reversed(room):
            for empty in room:
                if gains(held, self.all, full, empty):
                    for each in sorted(self.of(topic), key=lambda each: self.replicas[each][0] == full):
                        there = self.replicas[each]
                        if full in there and empty not in there and self.spread(swapped(there, full, empty)) >= self.spread(there):
                            self.change(each, swapped(there, full, empty))
                            return True
        return False

    def lead(self, topic):
        """One lead from a broker that leads more to one that leads less and has a replica."""
        led = self.led(topic)
        order = sorted(self.racks, key=lambda broker: (led[broker], self.leaders[broker], broker))
        for much in reversed(order):
            for little in order:
                if gains(led, self.leaders, much, little):
                    for each in self.of(topic):
                        there = self.replicas[each]
                        if there[0] == much and little in there:
                            self.change(each, [little] + [broker for broker in there if broker != little])
                            return True
        return False


def gains(here, everywhere, much, little):
    return here[much] - here[little] > 1 or (here[much] - here[little] == 1 and everywhere[much] - everywhere[little] > 1)


def swapped(replicas, one, other):
    return replicas if other in replicas else [other if broker == one else broker for broker in replicas]


def listed(partitions):
    return {"version": 1, "partitions": [{"topic": topic, "partition": number, "replicas": replicas}
                                         for (topic, number), replicas in sorted(partitions.items())]}


def named(partition):
    return "%s-%d" % partition


def told(replicas):
    return ",".join(str(broker) for broker in replicas)


def kafka_move_plan(described, racks, topics="", replicas=0):
    """What is to become of the partitions, when these brokers (by id, with the rack of each) are to have all replicas.

    topics: these alone, with commas between them. replicas: how many each partition of them is to have, if not as many as it has.
    """
    found = read_partitions(described)
    there = {partition: each["replicas"] for partition, each in found.items()}
    racks = {int(broker): rack for broker, rack in racks.items()}
    all_topics = sorted({topic for topic, number in there})
    chosen = [topic.strip() for topic in topics.split(",")] if topics else all_topics
    has = {topic: max(len(there[each]) for each in there if each[0] == topic) for topic in all_topics}
    counts = {topic: int(replicas) or has[topic] for topic in chosen if topic in has}
    problems = ["There is no topic %s." % topic for topic in chosen if topic not in has]
    problems += ["Topic %s has %d replicas, and there are only %d brokers for them." % (topic, count, len(racks))
                 for topic, count in counts.items() if count > len(racks)]
    if problems:
        return {"problems": problems, "lines": [], "moves": listed({}), "all": listed(there), "throttled": False}

    wanted = Cluster(dict(there), racks)
    for topic, count in counts.items():
        wanted.fit(topic, count)
    for step in (wanted.separate, wanted.level, wanted.lead):
        # what is made even in one topic may let another one be made more even
        while any([step(topic) for topic in counts]):
            pass
    moves = {each: wanted.replicas[each] for each in there if wanted.replicas[each] != there[each] or found[each]["under_way"]}
    return {
        "problems": [],
        "lines": ["%s: %s -> %s" % (named(each), told(there[each]) if there[each] != moves[each] else "under way", told(moves[each]))
                  for each in sorted(moves)],
        "moves": listed(moves),
        "all": listed(wanted.replicas),
        # by topic they stay longest when they are taken off
        "throttled": "replication.throttled.replicas" in described,
    }


def kafka_move_left(described, directories="{}"):
    """How many partitions are under way, and how many bytes of them are not yet where they are to be."""
    sizes = {}
    for broker in json.loads("{" + (directories.partition("{")[2] or "}")).get("brokers", []):
        for directory in broker["logDirs"]:
            for each in directory["partitions"]:
                sizes.setdefault(each["partition"], {})[broker["broker"]] = each["size"]
    under_way = {named(partition): each["coming"] for partition, each in read_partitions(described).items() if each["under_way"]}
    missing = 0
    for partition, coming in under_way.items():
        has = sizes.get(partition, {})
        whole = max([size for broker, size in has.items() if broker not in coming] or [0])
        missing += sum(max(0, whole - has.get(broker, 0)) for broker in coming)
    return {"partitions": len(under_way), "bytes": missing}


def kafka_led_by_another(described):
    """The partitions whose leader is not the first of their replicas."""
    return [named(partition) for partition, each in read_partitions(described).items() if each["leader"] != str(each["replicas"][0])]


def kafka_holding(described, brokers):
    """Which of these brokers have replicas."""
    holding = {broker for each in read_partitions(described).values() for broker in each["replicas"] + each["coming"]}
    return sorted(holding & {int(broker) for broker in brokers})


class FilterModule:
    def filters(self):
        return {each.__name__: each for each in (kafka_move_plan, kafka_move_left, kafka_led_by_another, kafka_holding)}
