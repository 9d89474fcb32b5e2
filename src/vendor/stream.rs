//! A task with which an adapter listens beside its polls, and what it has told.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};
use tokio::time::sleep;

use super::rhythm::jittered;

/// How long an adapter is left alone after its task has died, so that one that dies at once does not spin.
const BREATH: Duration = Duration::from_secs(2);

/// A task that listens for ever, and what it has told so far. It ends with this value. If it ends by itself, which it
/// only does by a panic, that is news, and what it told is known no longer: begin another one.
#[derive(Debug)]
pub struct Stream<T> {
    told: watch::Receiver<T>,
    sender: watch::Sender<T>,
    task: JoinHandle<()>,
}

impl<T: Send + Sync + 'static> Stream<T> {
    /// Begins to listen: `listen` is given what to tell with. Inside a runtime.
    pub fn spawn<F>(nothing: T, listen: impl FnOnce(watch::Sender<T>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, told) = watch::channel(nothing);
        let task = tokio::spawn(listen(sender.clone()));
        Self { told, sender, task }
    }

    /// What was told so far.
    pub fn told(&self) -> watch::Ref<'_, T> {
        self.told.borrow()
    }

    /// What was told so far. Only what comes after this is news.
    pub fn newest(&mut self) -> watch::Ref<'_, T> {
        self.told.borrow_and_update()
    }

    /// For somebody else who waits for what it tells.
    pub fn listener(&self) -> watch::Receiver<T> {
        self.told.clone()
    }

    /// Changes what was told, without waking anyone.
    pub fn mend(&self, change: impl FnOnce(&mut T)) {
        self.sender.send_if_modified(|told| {
            change(told);
            false
        });
    }

    /// Resolves when something was told, and a while after the task has ended.
    pub async fn news(&mut self) {
        if !self.is_lost() {
            tokio::select! {
                changed = self.told.changed() => if changed.is_ok() { return },
                _ = &mut self.task => {}
            }
        }
        sleep(jittered(BREATH)).await;
    }

    /// Whether its task ended, which it never should.
    pub fn is_lost(&self) -> bool {
        self.task.is_finished()
    }

    /// The end of its task, for those who wait for that.
    pub fn handle(&self) -> AbortHandle {
        self.task.abort_handle()
    }
}

impl<T> Drop for Stream<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_told_is_news_once() {
        let mut stream = Stream::spawn(0, |told| async move {
            told.send_modify(|count| *count += 1);
            std::future::pending::<()>().await;
        });
        stream.news().await;
        assert_eq!(*stream.newest(), 1);
        assert!(!stream.is_lost());
        let again = tokio::time::timeout(Duration::from_mins(1), stream.news()).await;
        assert!(again.is_err(), "nothing more was told");
    }

    #[tokio::test(start_paused = true)]
    async fn the_death_of_the_task_is_news_and_does_not_spin() {
        let mut stream = Stream::spawn(0, |told| async move {
            drop(told);
            std::future::ready(()).await;
        });
        let began = tokio::time::Instant::now();
        for deaths in 1..4_u32 {
            stream.news().await;
            assert!(stream.is_lost() && began.elapsed() >= BREATH * deaths * 9 / 10);
        }
    }

    #[tokio::test]
    async fn the_task_ends_with_the_stream() {
        let stream = Stream::spawn((), |_| std::future::pending());
        let task = stream.handle();
        drop(stream);
        while !task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_mended_is_known_and_no_news() {
        let mut stream = Stream::spawn(1, |_told| std::future::pending());
        let listener = stream.listener();
        stream.mend(|told| *told += 6);
        assert_eq!((*stream.told(), *listener.borrow()), (7, 7));
        assert!(tokio::time::timeout(Duration::from_mins(1), stream.news()).await.is_err());
        assert_eq!(*stream.newest(), 7);
    }
}
