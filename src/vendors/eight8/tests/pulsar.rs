//! An event stream over a real WebSocket, which sends what a test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

use super::ID;

/// What one connection is answered with.
#[derive(Clone, Debug)]
pub(in crate::vendors) enum Turn {
    /// A handshake that is refused with this status.
    Refuse(u16),
    /// These frames, then the end.
    Close(Vec<String>),
    /// These frames, then whatever the test sends.
    Stay(Vec<String>),
}

/// The server, and what it has heard.
#[derive(Clone, Debug)]
pub(in crate::vendors) struct Pulsar {
    /// Where it is.
    pub(in crate::vendors) url: String,
    /// The target and the key of every handshake.
    pub(in crate::vendors) shakes: Arc<Mutex<Vec<(String, String)>>>,
    texts: Arc<watch::Sender<Vec<String>>>,
    frames: mpsc::Sender<String>,
}

impl Pulsar {
    /// Answers one connection after the other with `turns`, and the later ones with silence.
    pub(in crate::vendors) async fn start(turns: Vec<Turn>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (frames, later) = mpsc::channel(64);
        let pulsar =
            Self { url, shakes: Arc::default(), texts: Arc::new(watch::Sender::new(Vec::new())), frames };
        tokio::spawn(pulsar.clone().serve(listener, turns.into(), later));
        pulsar
    }

    /// Sends one more frame to the connection that stays.
    pub(in crate::vendors) async fn send(&self, frame: String) {
        self.frames.send(frame).await.unwrap();
    }

    /// The first `count` texts that it hears.
    pub(in crate::vendors) async fn texts(&self, count: usize) -> Vec<String> {
        let mut texts = self.texts.subscribe();
        texts.wait_for(|texts| texts.len() >= count).await.unwrap().clone()
    }

    async fn serve(
        self,
        listener: TcpListener,
        mut turns: VecDeque<Turn>,
        mut later: mpsc::Receiver<String>,
    ) {
        while let Ok((stream, _)) = listener.accept().await {
            let turn = turns.pop_front().unwrap_or(Turn::Stay(Vec::new()));
            self.answer(stream, turn, &mut later).await;
        }
    }

    async fn answer(&self, stream: TcpStream, turn: Turn, later: &mut mpsc::Receiver<String>) {
        let shakes = Arc::clone(&self.shakes);
        let refusal = if let Turn::Refuse(status) = turn { Some(status) } else { None };
        #[expect(clippy::result_large_err, reason = "the signature is the crate's")]
        let shake = move |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let key = request.headers().get("x-api-key").map(|key| key.to_str().unwrap().to_owned());
            shakes.lock().unwrap().push((request.uri().to_string(), key.unwrap_or_default()));
            if let Some(status) = refusal {
                let mut refused = ErrorResponse::new(None);
                *refused.status_mut() = status.try_into().unwrap();
                return Err(refused);
            }
            let mut response = response;
            let date = "Fri, 01 Jan 2100 00:00:00 GMT".try_into().unwrap();
            response.headers_mut().insert("date", date);
            Ok(response)
        };
        let Ok(mut socket) = accept_hdr_async(stream, shake).await else { return };
        let (frames, stays) = match turn {
            Turn::Refuse(_) => return,
            Turn::Close(frames) => (frames, false),
            Turn::Stay(frames) => (frames, true),
        };
        for frame in frames {
            // Only what carries an id is acknowledged.
            let acknowledged = frame.contains("messageId");
            socket.send(Message::text(frame)).await.unwrap();
            if acknowledged {
                self.hear(socket.next().await);
            }
        }
        loop {
            if !stays {
                break;
            }
            tokio::select! {
                Some(frame) = later.recv() => socket.send(Message::text(frame)).await.unwrap(),
                heard = socket.next() => if self.hear(heard) { break },
            }
        }
        socket.close(None).await.ok();
    }

    /// Notes a text; whether the other side has gone.
    fn hear(&self, heard: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>) -> bool {
        match heard {
            Some(Ok(Message::Text(text))) => self.texts.send_modify(|texts| texts.push(text.to_string())),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return true,
        }
        false
    }
}

/// A frame with `payload`, published long after any test connects: it is news.
pub(in crate::vendors) fn news(id: &str, payload: &Value) -> String {
    frame(id, payload, "2200-01-01T00:00:00.000Z")
}

/// A frame with `payload`, published long before any test connects.
pub(in crate::vendors) fn past(id: &str, payload: &Value) -> String {
    frame(id, payload, "2022-11-23T20:37:16.710Z")
}

fn frame(id: &str, payload: &Value, published: &str) -> String {
    let payload = STANDARD.encode(payload.to_string());
    json!({"messageId": id, "payload": payload, "properties": {}, "publishTime": published, "redeliveryCount": 0})
        .to_string()
}

/// The event `name` of the fixtures' call, with `more`.
pub(in crate::vendors) fn event(name: &str, more: &Value) -> Value {
    event_of(ID, name, more)
}

/// The event `name` of the interaction `id`, with `more`.
pub(in crate::vendors) fn event_of(id: &str, name: &str, more: &Value) -> Value {
    let mut fields = json!({"event": name, "interactionGUID": id});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "Interaction": fields })
}
