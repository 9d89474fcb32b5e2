//! The exchange's own word: its manager interface over TCP, which the program does not use.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, interval, timeout_at};

/// The longest anyone waits for the exchange.
const PATIENCE: Duration = Duration::from_secs(30);

/// One block: its keys and values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block(Vec<(String, String)>);

impl Block {
    /// The value of `key`; empty if there is none.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// Whether it is a channel that waits in or came through a queue.
    pub(crate) fn is_caller(&self) -> bool {
        self.get("Application") == "Queue"
    }

    /// The queue of a caller.
    pub(crate) fn queue(&self) -> &str {
        self.get("ApplicationData").split(',').next().unwrap_or_default()
    }
}

pub(crate) struct Manager {
    stream: BufReader<TcpStream>,
    number: u32,
    events: Vec<Block>,
}

impl Manager {
    pub(crate) async fn sign_in(port: u16, user: &str, secret: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the exchange's manager port");
        let mut manager = Self { stream: BufReader::new(stream), number: 0, events: Vec::new() };
        let mut banner = String::new();
        manager.stream.read_line(&mut banner).await.expect("a banner");
        let answer = manager.ask("Login", &[("Username", user), ("Secret", secret), ("Events", "on")]).await;
        assert_eq!(answer[0].get("Response"), "Success", "{answer:?}");
        manager
    }

    /// The answer to an action, and the list that follows it.
    pub(crate) async fn ask(&mut self, action: &str, fields: &[(&str, &str)]) -> Vec<Block> {
        self.number += 1;
        let id = self.number.to_string();
        let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}\r\n")).collect();
        let text = format!("Action: {action}\r\nActionID: {id}\r\n{}\r\n", fields.concat());
        self.stream.write_all(text.as_bytes()).await.expect("the exchange reads");
        let mut blocks = Vec::new();
        loop {
            let block = self.block().await;
            if block.get("ActionID") != id {
                self.events.push(block);
                continue;
            }
            let listed = block.get("EventList").to_owned();
            let first = blocks.is_empty();
            if listed != "Complete" {
                blocks.push(block);
            }
            if listed == "Complete" || (first && listed != "start") {
                return blocks;
            }
        }
    }

    /// The rows of a list.
    pub(crate) async fn list(&mut self, action: &str, event: &str) -> Vec<Block> {
        let blocks = self.ask(action, &[]).await;
        blocks.into_iter().filter(|block| block.get("Event") == event).collect()
    }

    /// Every leg.
    pub(crate) async fn legs(&mut self) -> Vec<Block> {
        self.list("CoreShowChannels", "CoreShowChannel").await
    }

    /// Asks for the legs until `holds` of them.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&[Block]) -> bool) -> Vec<Block> {
        let deadline = Instant::now() + PATIENCE;
        let mut again = interval(Duration::from_millis(100));
        loop {
            again.tick().await;
            let legs = self.legs().await;
            if holds(&legs) {
                return legs;
            }
            assert!(Instant::now() < deadline, "{what}: never so\n{legs:#?}");
        }
    }

    /// Asks for the queues until `holds` of every membership of `phone`.
    pub(crate) async fn members(&mut self, phone: &str, holds: impl Fn(&Block) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut again = interval(Duration::from_millis(100));
        loop {
            again.tick().await;
            let members = self.list("QueueStatus", "QueueMember").await;
            let theirs: Vec<_> = members.iter().filter(|member| member.get("Location") == phone).collect();
            if !theirs.is_empty() && theirs.iter().all(|member| holds(member)) {
                return;
            }
            assert!(Instant::now() < deadline, "{phone}: never so\n{theirs:#?}");
        }
    }

    /// The next event that `is`, told since the sign-in and not taken yet.
    pub(crate) async fn event(&mut self, what: &str, is: impl Fn(&Block) -> bool) -> Block {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(place) = self.events.iter().position(&is) {
                return self.events.remove(place);
            }
            let next = timeout_at(deadline, self.block()).await;
            self.events.push(next.unwrap_or_else(|_| panic!("{what}: no such event")));
        }
    }

    async fn block(&mut self) -> Block {
        let mut block = Block::default();
        loop {
            let mut line = Vec::new();
            let read = self.stream.read_until(b'\n', &mut line).await.expect("the exchange speaks");
            assert!(read > 0, "the exchange hung up");
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            if line.is_empty() {
                return block;
            }
            if let Some((key, value)) = line.split_once(':') {
                block.0.push((key.to_owned(), value.trim().to_owned()));
            }
        }
    }
}
