//! Campaigns or destinations, which stand in for the queues that the vendor has not (fact sheet §2).

use std::collections::BTreeMap;

use super::config::GroupBy;
use super::number::number;
use super::row::Row;
use crate::domain::{Call, Detail, Phase, Queue, QueueId, Text};

/// Where a call belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Its id.
    pub id: QueueId,
    /// What it is called.
    pub name: Text,
    /// What else is known of it.
    pub details: Vec<Detail>,
}

/// The group of a row; `None` if the row does not tell, as of an account that buys attribution alone.
pub(super) fn group(row: Row<'_>, by: GroupBy) -> Option<Group> {
    match by {
        GroupBy::Campaign => {
            let first = |keys: &[&str]| keys.iter().find_map(|key| row.word(key));
            let ids = ["advertiser_campaign_id", "advertiser_campaign_id_from_network"];
            let name = row.word("advertiser_campaign_name");
            let id = first(&ids).or_else(|| name.clone())?;
            let more = [
                ("campaign id", first(&ids)),
                ("advertiser", row.word("advertiser_name")),
                ("campaign country", row.word("advertiser_campaign_country")),
            ];
            let details =
                more.into_iter().filter_map(|(label, value)| Detail::plain(label, &value?)).collect();
            Some(Group {
                name: name.as_deref().and_then(Text::some).unwrap_or_else(|| Text::new(&id)),
                id: id.into(),
                details,
            })
        }
        GroupBy::Destination => {
            let destination = number(&row.word("destination_phone_number")?);
            Some(Group { name: Text::new(&destination), id: destination.into(), details: Vec::new() })
        }
    }
}

/// Which groups have calls now, and how many of them are talked on. Of a list that is not `whole` nobody can say
/// how many.
pub(super) fn queues(calls: &[(Call, Option<Group>)], by: GroupBy, whole: bool) -> Vec<Queue> {
    let mut groups: BTreeMap<&QueueId, (&Group, u32)> = BTreeMap::new();
    for (call, group) in calls {
        if let Some(group) = group {
            let (_, talking) = groups.entry(&group.id).or_insert((group, 0));
            *talking += u32::from(call.phase == Phase::Talking);
        }
    }
    let queue = |(group, talking): (&Group, u32)| {
        let stands =
            Detail::plain("stands for", &format!("a {} with calls now: Invoca has no queues", by.word()));
        Queue {
            group: Some(Text::new(by.word())),
            talking: whole.then_some(talking),
            details: stands.into_iter().chain(group.details.iter().cloned()).collect(),
            ..Queue::new(group.id.clone(), group.name.clone())
        }
    };
    groups.into_values().map(queue).collect()
}
