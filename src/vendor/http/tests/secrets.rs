//! What must not be told.

use super::*;

const TOKEN: &str = "s3cr3t-m4rk3r";

#[tokio::test]
async fn no_secret_shows_anywhere() {
    let echo = format!("Cannot GET /?api_key={TOKEN}");
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"calls\":".to_vec();
    let noise = Act::Say(b"SSH-2.0-OpenSSH_9.9\r\n\r\n".to_vec());
    let acts = [answer("404 No", &echo), answer("401 No", &echo), Act::Say(cut), Act::Reset, noise];
    let (base, _server) = serve(acts.to_vec()).await;
    let http = client(&base);
    let ask = |url: &str| {
        Request::get("x", url).query("api_key", TOKEN).bearer(TOKEN).header("X-Token", TOKEN).urgent()
    };
    let mut told = Vec::new();
    for url in
        [&*base, &*base, &*base, &*base, &*base, "http://127.0.0.1:1/", "ftp://a.b/", "https://", "no url"]
    {
        let request = ask(&url.replace("://", &format!("://me:{TOKEN}@")));
        told.push(format!("{request:?}"));
        match http.send(request).await {
            Ok(reply) => told.push(format!("{reply:?} {:?}", reply.clone().ok())),
            Err(fault) => told.push(format!("{fault:?} {fault}")),
        }
    }
    told.push(format!("{:?}", http.send(ask(&base).bearer(&format!("{TOKEN}\n"))).await));
    told.push(format!("{:?}", http.send(ask(&base).header("X-Key", format!("{TOKEN}\n"))).await));
    let refused =
        Http::new(&[&format!("ftp://me:{TOKEN}@h/?{TOKEN}")], options(), Clock::start()).unwrap_err();
    told.push(format!("{http:?} {refused:?} {refused}"));
    for line in &told {
        assert!(!line.contains(TOKEN) && !line.contains("api_key=s"), "{line}");
    }
    assert!(told.iter().any(|line| line.contains("api_key=***")), "{told:#?}");
}

#[tokio::test]
async fn what_an_account_signs_in_with_is_hidden_in_later_refusals_too() {
    let echo = format!("{TOKEN} and k3y-of-today");
    let acts = [answer("200 OK", "{}"), answer("403 No", &echo), answer("200 OK", &echo)];
    let (base, _server) = serve(acts.to_vec()).await;
    let http = client(&base).hiding(Redactor::of([TOKEN]));
    let signed = Request::post("log in", &*base).json(serde_json::json!({"api_key": "k3y-of-today"}));
    assert_eq!(http.send(signed).await.unwrap().status, 200);
    let refused = http.send(Request::get("x", &*base)).await.unwrap();
    assert_eq!(refused.text(), "*** and ***");
    let data = http.send(Request::get("x", &*base)).await.unwrap();
    assert_eq!(data.text(), echo, "an answer that is no refusal is data");
}
