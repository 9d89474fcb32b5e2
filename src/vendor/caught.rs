//! A panic in an adapter, made into a value.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::domain::Text;

/// Drives `future` to its end, or to its panic and what that said. A future that panicked is not polled again;
/// what it worked on must be thrown away by the caller, since it may be half changed.
pub(super) async fn caught<F: Future>(future: F) -> Result<F::Output, Text> {
    let mut future = pin!(future);
    poll_fn(|context| match guarded(|| future.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Err(said) => Poll::Ready(Err(said)),
    })
    .await
}

/// Runs `work`, or tells what its panic said.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Text> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| said(payload.as_ref()))
}

fn said(payload: &(dyn Any + Send)) -> Text {
    let said = payload.downcast_ref::<&str>().copied();
    Text::new(said.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_after_an_await_is_a_value_too() {
        let bad = async {
            tokio::task::yield_now().await;
            panic!("row {}\u{1b}", 7);
        };
        assert_eq!(caught::<_>(bad).await, Err::<(), _>(Text::new("row 7")));
        assert_eq!(caught(async { 7 }).await, Ok(7));
        assert_eq!(guarded(|| std::panic::panic_any(7)), Err::<(), _>(Text::new("no message")));
    }
}
