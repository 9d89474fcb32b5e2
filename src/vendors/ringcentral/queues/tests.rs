//! Queues from the documented example and from every quirk.

use super::super::fixtures::{NOW, directory, fixture, fresh, listing, unread};
use super::*;

#[test]
fn the_documented_example_is_read() {
    let queue = fresh(feed(listing(fixture!("inbound.json")), &directory())).remove(0);
    assert_eq!(
        (queue.id.as_str(), &*queue.name, queue.group.as_deref()),
        ("72992", "Support Queue", Some("Support Queues"))
    );
    assert_eq!(queue.state.as_deref(), Some("OPEN"));
    assert_eq!((queue.waiting, queue.ringing, queue.talking), (Some(1), Some(0), Some(1)));
    assert_eq!((queue.staffed, queue.ready), (Some(2), Some(0)));
    assert_eq!(queue.longest, Some(NOW - Duration::from_secs(14)));
    assert_eq!(queue.target, Some(Duration::from_secs(30)));
    let counts = Counts {
        offered: Some(57),
        answered: Some(51),
        abandoned: Some(4),
        short_abandoned: Some(1),
        in_time: Some(46),
        late: Some(5),
        answer_wait: Some(1_122),
        talk: Some(15_480),
    };
    assert_eq!(queue.counts, counts);
    let names: Vec<_> = queue.dispositions.iter().map(|choice| &*choice.label).collect();
    assert_eq!(names, ["Solved", "Complaint"], "by rank, without what is disabled");
}

#[test]
fn a_figure_that_is_not_told_is_no_zero() {
    let list = feed(listing(fixture!("inbound-quirks.json")), &directory());
    let why = unread(&list);
    assert_eq!(why.len(), 2, "one of its own and one of the directory: {why:?}");
    let queues = fresh(list);
    assert_eq!((queues[0].waiting, queues[0].talking, &queues[0].state), (Some(2), None, &None));
    assert_eq!(&*queues[0].name, "Support Queue", "from the directory");
    assert_eq!(queues[0].longest, Some(NOW - Duration::from_secs(65)));
    assert_eq!((queues[1].waiting, queues[1].longest), (Some(0), None), "nobody waits");
    assert_eq!((queues[2].id.as_str(), queues[2].waiting), ("72994", None));
}

#[test]
fn without_figures_the_directorys_queues_are_shown() {
    let queues = fresh(bare(&directory()).unwrap());
    let names: Vec<_> = queues.iter().map(|queue| &*queue.name).collect();
    assert_eq!(names, ["Support Queue", "Sales"]);
    assert!(queues.iter().all(|queue| queue.waiting.is_none() && queue.longest.is_none()));
    assert!(bare(&Directory::default()).is_none());
}

#[test]
fn a_name_that_two_queues_share_names_neither() {
    let (a, b, c) = (QueueId::from("1"), QueueId::from("2"), QueueId::from("3"));
    let names = by_name([("Sales", &a), ("Support", &b), ("Sales", &c), ("Sales", &a)].into_iter());
    assert_eq!(names, BTreeMap::from([("Support".to_owned(), b)]));
}
