//! Who waits is one set: the header, both lists, the queues' rows and what is printed for scripts tell of the same
//! callers, whatever the lists say of each other and however old each of them is.

use std::collections::BTreeSet;

use callboard::domain::{AgentId, At, Call, CallId, Direction, Fault, Feed, Party, Phase, QueueId, Snapshot};
use callboard::session::Row;
use callboard::snapshot::json;
use fastrand::Rng;

use crate::script::{Script, nothing, queue};
use crate::waits::{list_two, picture};

/// A customer as they really are.
#[derive(Clone)]
struct Customer {
    number: u32,
    queue: Option<u8>,
    since: At,
    /// The phones that ring, or the one that answered.
    phones: Vec<u8>,
    answered: bool,
    outgoing: bool,
}

impl Customer {
    fn waits(&self) -> bool {
        !self.answered && !self.outgoing
    }

    /// Their rows: one for each phone, or one of the queue's.
    fn rows(&self, apart: bool) -> (Vec<Call>, Option<Call>) {
        let base = |id: String, phase| Call {
            conversation: Some(self.number.to_string().into()),
            direction: if self.outgoing { Direction::Outbound } else { Direction::Inbound },
            caller: Party::new(None, Some(&self.number.to_string())),
            queue: self.queue.map(|queue| QueueId::from(format!("q{queue}").as_str())),
            started: Some(self.since),
            entered: self.queue.map(|_| self.since),
            answered: self.answered.then_some(self.since),
            ..Call::new(CallId::from(id.as_str()), phase)
        };
        let phase = if self.answered { Phase::Talking } else { Phase::Ringing };
        let at = |phone: &u8| Call {
            agent: Some(AgentId::from(format!("a{phone}").as_str())),
            ..base(format!("a{phone}/{}", self.number), phase.clone())
        };
        let calls: Vec<_> = self.phones.iter().map(at).collect();
        let queued = base(format!("queue/{}", self.number), Phase::Queued);
        match (apart, self.queue) {
            (true, Some(_)) if !self.answered => (calls, Some(queued)),
            (false, Some(_)) if self.phones.is_empty() => (vec![queued], None),
            _ => (calls, None),
        }
    }
}

struct World {
    rng: Rng,
    script: Script,
    customers: Vec<(usize, Customer)>,
    next: u32,
}

const ACCOUNTS: [&str; 3] = ["apart", "together", "counts"];

impl World {
    fn new(seed: u64) -> Self {
        let script = Script::new(&ACCOUNTS);
        Self { rng: Rng::with_seed(seed), script, customers: Vec::new(), next: 100 }
    }

    fn step(&mut self) {
        self.script.later(self.rng.u64(1..4));
        let changes = self.rng.usize(..3);
        for _ in 0..changes {
            self.live();
        }
        let of = self.rng.usize(..ACCOUNTS.len());
        let snapshot = self.told(of);
        self.script.polled(ACCOUNTS[of], snapshot);
    }

    fn live(&mut self) {
        let now = self.script.now;
        if self.customers.is_empty() || self.rng.bool() {
            let queue = self.rng.bool().then(|| self.rng.u8(1..3));
            let customer = Customer {
                number: self.next,
                queue,
                since: now,
                phones: if queue.is_none() { vec![self.rng.u8(..9)] } else { vec![] },
                answered: false,
                outgoing: queue.is_none() && self.rng.bool(),
            };
            self.next += 1;
            self.customers.push((self.rng.usize(..ACCOUNTS.len()), customer));
            return;
        }
        let place = self.rng.usize(..self.customers.len());
        match self.rng.u8(..3) {
            0 => drop(self.customers.swap_remove(place)),
            1 => {
                let phones = self.rng.u8(1..4);
                self.customers[place].1.phones = (0..phones).collect();
                self.customers[place].1.answered = false;
            }
            _ => {
                let customer = &mut self.customers[place].1;
                customer.phones.truncate(1);
                customer.answered = !customer.phones.is_empty();
            }
        }
    }

    /// What an account tells: each list, or none of it, or that it failed. `counts` lists nobody who waits.
    fn told(&mut self, of: usize) -> Snapshot {
        let here = self.customers.iter().filter(|(at, _)| *at == of).map(|(_, customer)| customer);
        let here: Vec<Customer> = here.cloned().collect();
        let (calls, waiting): (Vec<_>, Vec<_>) = here.iter().map(|customer| customer.rows(of == 0)).unzip();
        let calls = calls.into_iter().flatten().filter(|call| of != 2 || call.phase == Phase::Talking);
        let queues = [1, 2].map(|id| {
            let waits = here.iter().filter(|customer| customer.waits() && customer.queue == Some(id));
            let mut queue = queue(&format!("q{id}"), &format!("Queue {id}"));
            queue.longest = waits.clone().map(|customer| customer.since).min();
            queue.waiting = u32::try_from(waits.count()).ok();
            queue
        });
        let fault = || Fault::Unreachable("timed out".into());
        Snapshot {
            calls: match self.rng.u8(..6) {
                0 => Feed::Failed(fault()),
                1 => Feed::Skipped,
                _ => Feed::fresh(calls.collect()),
            },
            waiting: match (of, self.rng.u8(..6)) {
                (0, 0) => Feed::Failed(fault()),
                (0, 2..) => Feed::fresh(waiting.into_iter().flatten().collect()),
                _ => Feed::Skipped,
            },
            queues: if self.rng.bool() { Feed::fresh(queues.to_vec()) } else { Feed::Skipped },
            ..nothing()
        }
    }

    fn check(&mut self) {
        let rows = list_two(&mut self.script);
        let now = self.script.now;
        let script = &mut self.script;
        let totals = script.board.totals.waiting.value;
        assert_eq!(totals.listed as usize, rows.len(), "the header counts list 2");
        let waits: Vec<_> = rows.iter().map(|(_, row)| row.waits_since()).collect();
        assert!(waits.is_sorted_by_key(|since| (since.is_none(), *since)), "list 2 is sorted by wait");
        let longest = script.board.longest(now).map(|longest| longest.since);
        assert_eq!(longest, waits.first().copied().flatten(), "the header's longest is the first of list 2");
        let customers: BTreeSet<_> =
            rows.iter().map(|(line, row)| (line.account.clone(), row.call.conversation.clone())).collect();
        assert_eq!(customers.len(), rows.len(), "nobody is listed twice");
        for line in &script.board.lines {
            for queue in line.queues.rows().iter() {
                let here = rows.iter().filter(|(of, row)| {
                    of.account == line.account && row.call.queue.as_ref() == Some(&queue.id)
                });
                assert_eq!(line.waits.queue(&queue.id).callers.listed as usize, here.count());
            }
            let unlisted: u32 =
                line.queues.rows().iter().map(|it| line.waits.queue(&it.id).callers.unlisted).sum();
            assert!(line.waits.callers().unlisted <= unlisted);
        }
        let told = json(&script.board, now);
        let accounts = told["accounts"].as_array().expect("accounts");
        let all = accounts.iter().flat_map(|it| [&it["calls"]["rows"], &it["waiting"]["rows"]]);
        let waiting = all.flat_map(|rows| rows.as_array().expect("rows")).filter(|row| row["waits"] == true);
        assert_eq!(told["totals"]["waiting"]["listed"], waiting.count());
        script.keys("1");
        let first: Vec<_> = script.session.table().rows.iter().map(Row::key).take(rows.len()).collect();
        script.keys("2");
        let second: Vec<_> = script.session.table().rows.iter().map(Row::key).collect();
        assert_eq!(first, second, "list 1 begins with list 2");
        let header = picture(script, 200).swap_remove(1);
        let unlisted =
            if totals.unlisted > 0 { format!(" +{} unlisted", totals.unlisted) } else { String::new() };
        let said =
            [format!("Waiting {}{unlisted}", totals.listed), format!("Waiting ≥{}{unlisted}", totals.listed)];
        let nothing = totals.all() == 0;
        assert!(said.iter().any(|said| header.contains(said)) || nothing, "{said:?}: {header}");
    }
}

#[test]
fn the_header_both_lists_and_the_queues_tell_of_the_same_callers() {
    for seed in 0..150 {
        let mut world = World::new(seed);
        for _ in 0..12 {
            world.step();
            world.check();
        }
    }
}
