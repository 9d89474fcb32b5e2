//! The looks before orders: reads that tell whether a phone can be rung, and whose side of a call is which
//! (tel4vn §2.4, §5).

use serde_json::{Map, Value};

use super::answer::{Listed, list, not_registered};
use super::calls::Ends;
use super::config::Generation;
use super::legs::{Leg, legs, same};
use super::orders::refused;
use super::{Tel4vn, words};
use crate::domain::{AgentId, Call, Direction, Entries, Fault, Subject};
use crate::messages::Order;
use crate::vendor::{Http, Reply, Request, Urgency, join};

/// Who of a call is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

/// A leg as the vendor names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The calling party.
    A,
    /// The called party.
    B,
}

impl Side {
    /// The vendor's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::A => "aleg",
            Self::B => "bleg",
        }
    }

    /// The one across.
    pub(super) fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The party that was answered to the field `name`.
pub(super) fn party(with: &Entries, name: &str) -> Option<Party> {
    match with.get(name)? {
        "customer" => Some(Party::Customer),
        "agent" => Some(Party::Agent),
        _ => None,
    }
}

impl Tel4vn {
    /// Whether `phone` is registered, so that an order that rings it has a chance. An answer that says neither leaves
    /// it to the order itself: this read is for a better sentence only.
    pub(super) async fn look_at_phone(&mut self, http: &Http, phone: &str) -> Result<(), Fault> {
        let url = join(&self.config.at("/v3/extension"), &[phone, "loggedin"]);
        let read = || Request::get("look whether the phone is registered", url.as_str()).urgent();
        let reply = match self.read(http, Generation::V3, read).await {
            Ok(reply) => reply,
            Err(fault @ (Fault::Unauthorized(_) | Fault::RateLimited { .. })) => return Err(fault),
            Err(_) => return Ok(()),
        };
        let Ok(told) = reply.json::<Map<String, Value>>() else { return Ok(()) };
        let unknown = words::why(&told).is_some_and(|why| why.to_lowercase().contains("extension not found"));
        match told.get("is_logged_in") {
            _ if unknown => Err(refused(&format!(
                "phone {phone} is no extension at TEL4VN: set yours in [operator.phones]"
            ))),
            Some(Value::Bool(false)) => Err(Fault::Refused(not_registered(&format!("phone {phone}")))),
            Some(Value::String(text)) if text == "false" => {
                Err(Fault::Refused(not_registered(&format!("phone {phone}"))))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Reads the calls again, right before one of them is cut in two: it must still be there between the same ends,
    /// or its legs are not whose they were. Whatever goes wrong here, nothing was done yet.
    pub(super) async fn look_at_call(
        &mut self,
        http: &Http,
        order: &Order,
        party: Party,
    ) -> Result<Side, Fault> {
        let Subject::Call { seen, .. } = &order.subject else {
            return Err(refused("this is done to a call, not to an agent"));
        };
        let url = self.config.at("/v1/call");
        let read = || Request::get("look at the call", url.as_str()).urgent();
        let offset = self.config.utc_offset;
        let listed: Listed =
            self.read(http, Generation::V1, read).await.and_then(|reply| list(reply, offset));
        let listing = listed?;
        let (legs, odd) = legs(listing.rows, listing.frame);
        let Some(leg) = legs.iter().find(|leg| leg.id == seen.id.as_str()) else {
            return Err(if odd.is_empty() {
                Fault::Gone("the call has ended; nothing was sent".into())
            } else {
                refused("a call could not be read, and it may be this one; nothing was sent")
            });
        };
        if self.ends.get(&seen.id).is_some_and(|ends| *ends != Ends::of(leg)) {
            return Err(refused("the call is between other numbers now; nothing was sent"));
        }
        side(leg, seen, party)
    }

    /// A read that belongs to an order: it may fetch a new token and be sent once more, for it does nothing.
    async fn read(
        &mut self,
        http: &Http,
        generation: Generation,
        request: impl Fn() -> Request,
    ) -> Result<Reply, Fault> {
        let reply = self.desk(http).send(request(), generation).await?;
        if reply.status != 401 || !self.login.may_renew(http) {
            return Ok(reply);
        }
        self.login.drop_token();
        self.login.ensure(http, Urgency::Order).await?;
        let again = self.desk(http).send(request(), generation).await?;
        if again.status == 401 {
            self.login.be_wary(http);
        }
        Ok(again)
    }
}

/// Which leg is `party`'s. The calling party is the A-leg (tel4vn §5), so the number that called tells; where neither
/// number is known on this leg, as where a hotline leads to an agent, the direction does.
pub(super) fn side(leg: &Leg, seen: &Call, party: Party) -> Result<Side, Fault> {
    if party == Party::Agent && seen.agent.is_none() {
        return Err(refused("no agent is on this call yet"));
    }
    let of = |number: Option<&str>| match number {
        Some(number) if same(&leg.source, &leg.destination) && leg.touches(number) => None,
        Some(number) if same(&leg.source, number) => Some(Side::A),
        Some(number) if same(&leg.destination, number) => Some(Side::B),
        Some(_) | None => None,
    };
    let agent = of(seen.agent.as_ref().map(AgentId::as_str));
    let customer = of(seen.caller.number.as_deref());
    let customer = match (customer, agent.map(Side::other)) {
        (Some(one), Some(other)) if one != other => None,
        (Some(one), _) | (None, Some(one)) => Some(one),
        (None, None) => match leg.direction {
            Direction::Inbound => Some(Side::A),
            Direction::Outbound => Some(Side::B),
            Direction::Internal | Direction::Unknown => None,
        },
    };
    let customer = customer.ok_or_else(|| {
        refused("it cannot be told which side of the call is the customer's; nothing was sent")
    })?;
    Ok(if party == Party::Customer { customer } else { customer.other() })
}
