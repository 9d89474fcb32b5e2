//! One event of the stream, read (8x8 §4.5).

use crate::vendor::loose::{self, field};
use serde_json::Value;

/// The most agents that are read of one interaction.
const MOST_PEOPLE: usize = 50;

/// What a payload tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// Something happened to an interaction.
    Interaction(Box<Event>),
    /// An agent is in another state.
    Agent {
        /// Who.
        agent: String,
        /// The number of the state.
        code: i64,
        /// `"{list}={item}"`.
        reason: Option<String>,
        /// Since when, in milliseconds of the vendor's clock.
        at: Option<i64>,
    },
    /// Nothing that is shown: an agent's queues were changed, or a shape that only one page knows.
    Other,
}

/// Something that happened to an interaction.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    /// What.
    pub(super) name: String,
    /// To which.
    pub(super) id: String,
    /// When, in milliseconds of the vendor's clock.
    pub(super) at: Option<i64>,
    /// What it does now, where the event says so.
    pub(super) state: Option<CallState>,
    /// What kind of interaction it is, where the event says so.
    pub(super) media: Option<Media>,
    /// Whether it was placed by us, where the event says so.
    pub(super) outbound: Option<bool>,
    /// The agent whom it is about.
    pub(super) agent: Option<String>,
    /// Everybody of ours who takes part.
    pub(super) participants: Option<Vec<String>>,
    /// Everything else that may be told.
    pub(super) facts: Facts,
    /// What is attached, by its keys.
    pub(super) attached: Vec<(String, String)>,
}

/// What an event may tell beside that.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    pub(super) queue: Option<String>,
    /// Since when it waits, in milliseconds of the vendor's clock.
    pub(super) queued_at: Option<i64>,
    pub(super) priority: Option<String>,
    pub(super) transaction: Option<String>,
    pub(super) recording_mode: Option<String>,
    /// The number that was dialled.
    pub(super) channel: Option<String>,
    /// `true`, `false`, `pause`, `resume`, by the event.
    pub(super) status: Option<String>,
    pub(super) rejected: Option<i64>,
    pub(super) phone: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) direct: Option<bool>,
    pub(super) external: Option<bool>,
    pub(super) by_agent: Option<bool>,
    pub(super) by_interface: Option<bool>,
}

/// What a call does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CallState {
    Idle,
    Queued,
    /// Rings.
    InProgress,
    Connected,
    Hold,
    Disconnected,
    /// The vendor's own word.
    Other(String),
}

/// What kind of interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// A call, with or without a picture.
    Phone,
    Email,
    Chat,
}

/// Reads a payload; an error says what is wrong with it.
pub(super) fn read(payload: &Value, tenant: &str, published: Option<i64>) -> Result<Told, String> {
    if let Some(event) = payload.get("Interaction") {
        return interaction(event, tenant, published).map(|event| Told::Interaction(Box::new(event)));
    }
    if let Some(change) = payload.get("AgentStatusChange") {
        return agent(change, published);
    }
    if payload.is_object() { Ok(Told::Other) } else { Err("the payload is no object".to_owned()) }
}

fn agent(change: &Value, published: Option<i64>) -> Result<Told, String> {
    let agent = field::text(change, "agentId").ok_or("AgentStatusChange.agentId: missing")?;
    let code = field::whole(change, "newState").ok_or("AgentStatusChange.newState: missing")?;
    let reason = field::text(change, "newReasonCodeUser").filter(|reason| reason != "none");
    let at = field::whole(change, "statusEventTS").and_then(loose::epoch).or(published);
    Ok(Told::Agent { agent, code, reason, at })
}

fn interaction(event: &Value, tenant: &str, published: Option<i64>) -> Result<Event, String> {
    let name = field::text(event, "event").ok_or("Interaction.event: missing")?;
    let id = field::text(event, "interactionGUID").ok_or("Interaction.interactionGUID: missing")?;
    let agent = field::text(event, "agentId")
        .or_else(|| field::text(event, "agentGUID").and_then(|guid| agent_of(&guid, tenant)));
    let outbound = field::text(event, "direction")
        .and_then(|word| match word.to_ascii_lowercase().as_str() {
            "in" => Some(false),
            "out" => Some(true),
            _ => None,
        })
        .or_else(|| field::flag(event, "isOutboundCall"));
    Ok(Event {
        name,
        id,
        at: instant(event).or(published),
        state: field::text(event, "callState").map(CallState::of),
        media: media(event),
        outbound,
        agent: agent.filter(|agent| is_somebody(agent)),
        participants: field::text(event, "participatingAgents").map(|list| people(&list)),
        facts: facts(event),
        attached: attached(event),
    })
}

fn facts(event: &Value) -> Facts {
    let text = |key| field::text(event, key);
    let told = |key| text(key).filter(|value| value != "N/A");
    Facts {
        queue: told("queueId").filter(|id| id != "0" && id != "-1"),
        queued_at: field::whole(event, "queueTime").and_then(loose::epoch),
        priority: text("priority"),
        transaction: text("transactionNum"),
        recording_mode: text("recordingMode"),
        channel: told("inboundChannelid"),
        status: text("status").map(|word| word.to_ascii_lowercase()),
        rejected: field::whole(event, "rejectReason"),
        phone: told("agentPhone"),
        campaign: told("outbundCampaignid").or_else(|| told("outboundCampaignid")),
        direct: field::flag(event, "isDirectAccess"),
        external: field::flag(event, "isExternal"),
        by_agent: field::flag(event, "isAgentInitiated"),
        by_interface: field::flag(event, "isAPICall"),
    }
}

/// When it happened: to the millisecond where that is told.
fn instant(event: &Value) -> Option<i64> {
    let seconds = |key| field::whole(event, key).and_then(loose::epoch);
    let exact = event.get("msgInfo").and_then(|info| field::whole(info, "timestamp")).and_then(loose::epoch);
    exact.or_else(|| seconds("interactionEventTS")).or_else(|| seconds("eventTS"))
}

/// `mediaType`, or, where that is missing, what `resourceType` folds to.
fn media(event: &Value) -> Option<Media> {
    match field::text(event, "mediaType").as_deref() {
        Some("phone") => return Some(Media::Phone),
        Some("email") => return Some(Media::Email),
        Some("chat") => return Some(Media::Chat),
        Some(_) | None => {}
    }
    match field::whole(event, "resourceType")? {
        0 | 4 => Some(Media::Phone),
        1 => Some(Media::Email),
        2 | 3 => Some(Media::Chat),
        _ => None,
    }
}

/// The agent's id inside a GUID: what is left without the tenant in front and the UUID behind (8x8 §3).
fn agent_of(guid: &str, tenant: &str) -> Option<String> {
    let rest = guid.strip_prefix(tenant).and_then(|rest| rest.strip_prefix('-')).unwrap_or(guid);
    let end = rest.char_indices().rev().nth(36).map_or(0, |(index, _)| index);
    let (agent, uuid) = rest.split_at_checked(end)?;
    (uuid.starts_with('-') && !agent.is_empty()).then(|| agent.to_owned())
}

/// A list that is divided by commas in one document and by semicolons in another (8x8 §8).
fn people(list: &str) -> Vec<String> {
    let people = list.split([',', ';']).map(str::trim).filter(|agent| is_somebody(agent));
    people.map(str::to_owned).take(MOST_PEOPLE).collect()
}

fn is_somebody(agent: &str) -> bool {
    !agent.is_empty() && agent != "N/A" && agent != "none"
}

fn attached(event: &Value) -> Vec<(String, String)> {
    let data = event.get("attachedData").and_then(|data| data.get("attachedDatum"));
    let list = data.and_then(Value::as_array).map(Vec::as_slice);
    // One alone may come as itself.
    let list = list.or_else(|| data.filter(|data| data.is_object()).map(std::slice::from_ref));
    let pair = |datum: &Value| {
        Some((field::text(datum, "attachedDataKey")?, field::text(datum, "attachedDataValue")?))
    };
    list.unwrap_or_default().iter().filter_map(pair).collect()
}

impl CallState {
    fn of(word: String) -> Self {
        match word.as_str() {
            "CS_IDLE" => Self::Idle,
            "CS_QUEUED" => Self::Queued,
            "CS_INPROGRESS" => Self::InProgress,
            "CS_CONNECTED" => Self::Connected,
            "CS_HOLD" => Self::Hold,
            "CS_DISCONNECTED" => Self::Disconnected,
            _ => Self::Other(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixtures::fixture;
    use super::*;

    fn told(text: &str) -> Told {
        read(&serde_json::from_str(text).unwrap(), "acmecorp01", None).unwrap()
    }

    fn event(text: &str) -> Event {
        match told(text) {
            Told::Interaction(event) => *event,
            other @ (Told::Agent { .. } | Told::Other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_documented_events_are_read() {
        let queued = event(fixture!("event-queued.json"));
        assert_eq!((queued.name.as_str(), queued.state), ("InteractionQueued", Some(CallState::Queued)));
        assert_eq!((queued.at, queued.facts.queued_at), (Some(1_669_235_836_708), Some(1_669_235_836_000)));
        assert_eq!((queued.facts.queue.as_deref(), queued.outbound), (Some("591"), Some(false)));
        assert!(queued.attached.contains(&("phoneNum".into(), "5515557212".into())));
        assert_eq!(queued.facts.channel.as_deref(), Some("13125555068"));
        let assigned = event(fixture!("event-assigned.json"));
        assert_eq!(assigned.agent.as_deref(), Some("ag64oyEUb_Sk6bxVB9P5yaaa"));
        assert_eq!(assigned.at, Some(1_669_235_850_000), "in seconds where there is nothing better");
        assert_eq!(assigned.facts.phone.as_deref(), Some("40375"));
        let hold = event(fixture!("event-hold.json"));
        assert_eq!((hold.state, hold.facts.status.as_deref()), (Some(CallState::Hold), Some("true")));
        assert_eq!(event(fixture!("event-recording.json")).facts.status.as_deref(), Some("pause"));
        assert_eq!(event(fixture!("event-deleted.json")).state, Some(CallState::Disconnected));
        assert_eq!(
            told(fixture!("event-agent.json")),
            Told::Agent {
                agent: "ag64oyEUb_Sk6bxVB9P5yaaa".into(),
                code: 5,
                reason: Some("801=1722".into()),
                at: Some(1_669_235_544_000)
            }
        );
    }

    #[test]
    fn an_agent_is_found_in_a_guid() {
        let guid = "acmecorp01-ag0-VYy_Lh-edc85374-bb3e-48ad-98fd-41d122701be6";
        assert_eq!(agent_of(guid, "acmecorp01").as_deref(), Some("ag0-VYy_Lh"));
        assert_eq!(agent_of("edc85374-bb3e-48ad-98fd-41d122701be6", "acmecorp01"), None);
        assert_eq!(agent_of("äö", "acmecorp01"), None);
    }

    #[test]
    fn flags_and_lists_come_in_both_spellings() {
        let both = |flag: Value, list: &str| {
            let event = json!({"Interaction": {"event": "x", "interactionGUID": "int-1", "isOutboundCall": flag,
                "participatingAgents": list}});
            event_of(&event)
        };
        assert_eq!(both(json!("true"), "a,b").outbound, both(json!(true), "a").outbound);
        assert_eq!(both(json!(false), "a; b").participants, Some(vec!["a".into(), "b".into()]));
    }

    fn event_of(value: &Value) -> Event {
        event(&value.to_string())
    }

    #[test]
    fn the_kind_is_told_by_either_field() {
        let media = |more: Value| {
            let mut event = json!({"event": "x", "interactionGUID": "int-1"});
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            event_of(&json!({"Interaction": event})).media
        };
        assert_eq!(media(json!({"mediaType": "chat", "resourceType": 3})), Some(Media::Chat));
        assert_eq!(media(json!({"resourceType": 4})), Some(Media::Phone));
        assert_eq!(media(json!({"resourceType": 1})), Some(Media::Email));
        assert_eq!(media(json!({})), None);
    }

    #[test]
    fn what_cannot_be_placed_is_an_error_and_what_is_not_shown_is_none() {
        let read = |value: Value| read(&value, "t", None);
        assert!(read(json!({"Interaction": {"event": "InteractionQueued"}})).is_err());
        assert!(read(json!({"AgentStatusChange": {"agentId": "ag"}})).is_err());
        assert!(read(json!([])).is_err());
        assert_eq!(
            read(json!({"AgentProvChange": {"event": "AgentSkillChanged", "enabled": "yes"}})),
            Ok(Told::Other)
        );
        assert_eq!(read(json!({"eventId": "1", "eventType": "agent.login"})), Ok(Told::Other));
    }
}
