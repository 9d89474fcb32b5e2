//! A server of one bare socket, which says what a script says.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers every request as `script` says to its first line, with the lines `more` in the head; returns the base URL.
pub(super) async fn serve(more: &str, script: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (more, script) = (more.to_owned(), Arc::new(script));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, more.clone(), Arc::clone(&script)));
        }
    });
    base
}

async fn answer(mut stream: TcpStream, more: String, script: Arc<impl Fn(&str) -> Vec<u8>>) {
    let mut bytes = Vec::new();
    let whole = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        (rest.len() >= length.unwrap_or(0)).then(|| head.lines().next().unwrap_or_default().to_owned())
    };
    let line = loop {
        if let Some(line) = whole(&bytes) {
            break line;
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let body = script(&line);
    let head = format!(
        "HTTP/1.1 200 OK\r\n{more}Content-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    // A client that was told enough may have left.
    stream.write_all(&[head.as_bytes(), &body].concat()).await.ok();
}
