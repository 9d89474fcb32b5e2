//! Signing in, renewing, and what must never be printed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::super::fixtures::fresh;
use super::server::{Heard, account, count, healthy, json, lines, plain, serve};
use super::{KEYS, fixture};
use crate::domain::{Fault, Feed};
use crate::vendor::Vendor;

#[tokio::test]
async fn the_grant_and_the_exchange_look_as_documented() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, KEYS);
    account.poll(&http).await;
    let heard = heard.lock().unwrap();
    let grant = heard[0].to_lowercase();
    assert!(grant.contains("authorization: basic "), "{grant}");
    assert!(
        heard[0].ends_with(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=s3cr3t-jwt"
        )
    );
    assert!(heard[1].ends_with("rcAccessToken=sim-rc-access-0001&rcTokenType=Bearer"), "{}", heard[1]);
    assert!(heard[2].to_lowercase().contains("authorization: bearer eyjhbgcioijiuzi1nij9."), "{}", heard[2]);
}

/// A platform whose tokens die when the returned switch is set, and live again once renewed.
async fn mortal() -> (String, Heard, Arc<AtomicBool>) {
    let (dead, renewals) = (Arc::new(AtomicBool::new(false)), AtomicUsize::new(0));
    let switch = Arc::clone(&dead);
    let (base, heard) = serve(move |request| {
        if request.contains("/api/auth/token/refresh") {
            dead.store(false, Ordering::SeqCst);
            let number = renewals.fetch_add(1, Ordering::SeqCst) + 1;
            return json(&format!(
                r#"{{"accessToken":"access-{number}","refreshToken":"refresh-{number}"}}"#
            ));
        }
        let expired = dead.load(Ordering::SeqCst) && request.contains("/accounts/");
        if expired { plain(401, "Jwt is expired") } else { healthy(request) }
    })
    .await;
    (base, heard, switch)
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_every_read_repeated_once() {
    let (base, heard, dead) = mortal().await;
    let (mut account, http) = account(&base, KEYS);
    account.poll(&http).await;
    heard.lock().unwrap().clear();
    dead.store(true, Ordering::SeqCst);
    account.poll(&http).await;
    assert_eq!(
        (count(&heard, "/list"), count(&heard, "/token/refresh"), count(&heard, "/accesstoken")),
        (2, 1, 0)
    );
    let heard = heard.lock().unwrap();
    assert!(heard.last().unwrap().contains("authorization: Bearer access-1"), "{heard:?}");
}

#[tokio::test]
async fn each_renewal_spends_the_refresh_token_of_the_one_before() {
    let (base, heard, dead) = mortal().await;
    let (mut account, http) = account(&base, KEYS);
    for _ in 0..4 {
        assert_eq!(fresh(account.poll(&http).await.calls).len(), 2);
        dead.store(true, Ordering::SeqCst);
    }
    let heard = heard.lock().unwrap();
    let renewals = heard.iter().filter(|request| request.contains("/token/refresh"));
    let spent: Vec<_> = renewals.map(|request| request.rsplit("\r\n\r\n").next().unwrap()).collect();
    assert_eq!(spent, ["refresh_token=rt-3f1c", "refresh_token=refresh-1", "refresh_token=refresh-2"]);
}

#[tokio::test]
async fn a_platform_that_refuses_every_token_is_asked_for_five_in_a_minute() {
    let (base, heard) = serve(|request| {
        if request.contains("/accounts/12440011/") { plain(401, "Jwt is expired") } else { healthy(request) }
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    for _ in 0..5 {
        let Feed::Failed(Fault::Unauthorized(_)) = account.poll(&http).await.calls else {
            panic!("not refused")
        };
    }
    let Feed::Failed(Fault::RateLimited { after: Some(after) }) = account.poll(&http).await.calls else {
        panic!("not limited")
    };
    assert!(after.as_secs() > 50, "{after:?}");
    assert_eq!(count(&heard, "/accesstoken"), 5);
}

#[tokio::test]
async fn a_spent_refresh_token_falls_back_on_the_exchange() {
    let expired = Arc::new(AtomicUsize::new(1));
    let (base, heard) = serve(move |request| match () {
        () if request.contains("/token/refresh") => plain(401, "Invalid token"),
        () if request.contains("/list") && expired.swap(0, Ordering::SeqCst) == 1 => {
            plain(401, "Jwt is expired")
        }
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    assert_eq!(fresh(account.poll(&http).await.calls).len(), 2);
    assert_eq!((count(&heard, "/oauth/token"), count(&heard, "/accesstoken")), (1, 2));
}

#[tokio::test]
async fn a_refused_sign_in_is_told_in_the_vendors_words_and_left_alone() {
    let refusal = r#"{"error":"invalid_grant","error_description":"Token s3cr3t-jwt expired","errors":[{"errorCode":"OAU-128","message":"Token expired"}]}"#;
    let (base, heard) = serve(move |_| (400, "application/json", refusal.to_owned())).await;
    let (mut account, http) = account(&base, KEYS);
    for _ in 0..3 {
        let Feed::Failed(fault) = account.poll(&http).await.calls else { panic!("not refused") };
        let told = format!("{fault} {fault:?}");
        assert!(told.contains("OAU-128"), "{told}");
        assert!(!told.contains("s3cr3t"), "{told}");
    }
    assert_eq!(lines(&heard), ["POST /restapi/oauth/token"], "repeated refusals lock the user out");
}

#[tokio::test]
async fn a_direct_login_needs_no_ringcentral() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(
        &base,
        "account_id = '12440011'\nusername = 'ada+1@x.com'\npassword = 'p w'\nplatform_id = 'aws80'",
    );
    assert_eq!(fresh(account.poll(&http).await.calls).len(), 2);
    assert_eq!(
        lines(&heard)[0],
        "POST /api/auth/login/admin?username=ada%2B1%40x.com&password=p+w&platformId=aws80"
    );
    assert_eq!(count(&heard, "/oauth/token"), 0);
}

#[tokio::test]
async fn a_permanent_token_is_sent_as_it_is() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, "account_id = '12440011'\napi_token = 'aws80:s3cr3t'");
    assert_eq!(fresh(account.poll(&http).await.calls).len(), 2);
    let heard = heard.lock().unwrap();
    assert!(heard.iter().all(|request| request.contains("x-auth-token: aws80:s3cr3t")));
    assert!(
        heard.iter().all(|request| !request.contains("/api/auth/") && !request.contains("authorization"))
    );
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    let (base, _) = serve(|request| match () {
        () if request.contains("/oauth/token") => json(&fixture!("grant.json").replace("sim-rc", "s3cr3t")),
        () if request.contains("/accesstoken") => {
            json(r#"{"accessToken":"s3cr3t-access","refreshToken":"s3cr3t-refresh"}"#)
        }
        // An error page that repeats what it was sent.
        () if request.contains("/list") => plain(500, request),
        () => plain(401, request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    let shown = format!("{snapshot:?} {account:?}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
