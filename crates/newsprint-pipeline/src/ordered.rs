//! Work in parallel, hand over in order, hold a bounded amount.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

/// Takes items from `next` one after another, does `work` on them on all threads of the current
/// rayon pool, and gives the results to `deliver` one after another in the order of the items.
///
/// At most `window` items are taken and not yet delivered, so memory is bounded by the window
/// however slow one item is. The first error, in the order of the items, ends everything and is
/// returned; results after it are never delivered.
///
/// A thread that would run ahead of the window waits inside `next`. That cannot stop the work: the
/// item that everybody waits for is on a thread that is past `next`, and rayon never starts a second
/// item on a thread that is inside one.
pub(crate) fn ordered<T, R, E>(
    window: usize,
    mut next: impl FnMut() -> Result<Option<T>, E> + Send,
    work: impl Fn(T) -> R + Sync,
    deliver: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    E: Send,
{
    let line = Line {
        state: Mutex::new(State { delivered: 0, waiting: BTreeMap::new(), deliver, error: None }),
        moved: Condvar::new(),
    };
    let mut taken: u64 = 0;
    let items = std::iter::from_fn(|| {
        if !line.wait_for_room(taken, window as u64) {
            return None;
        }
        let index = taken;
        taken += 1;
        match next() {
            Ok(item) => item.map(|item| (index, item)),
            Err(error) => {
                line.put(index, Err(error));
                None
            }
        }
    });
    items.par_bridge().for_each(|(index, item)| line.put(index, Ok(work(item))));
    let state = line.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.error.map_or(Ok(()), Err)
}

struct Line<R, E, D> {
    state: Mutex<State<R, E, D>>,
    moved: Condvar,
}

struct State<R, E, D> {
    /// Items delivered, all those before the first that is missing.
    delivered: u64,
    /// Results that came before their turn.
    waiting: BTreeMap<u64, Result<R, E>>,
    deliver: D,
    error: Option<E>,
}

impl<R, E, D: FnMut(R) -> Result<(), E>> Line<R, E, D> {
    fn lock(&self) -> MutexGuard<'_, State<R, E, D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until item `index` fits into the window; `false` when nothing more is wanted.
    fn wait_for_room(&self, index: u64, window: u64) -> bool {
        let state = self.lock();
        let full = |state: &mut State<R, E, D>| {
            state.error.is_none() && index - state.delivered >= window.max(1)
        };
        let state = self.moved.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.error.is_none()
    }

    /// Takes the result of item `index` and delivers all whose turn has come.
    fn put(&self, index: u64, result: Result<R, E>) {
        let mut state = self.lock();
        state.waiting.insert(index, result);
        while state.error.is_none() {
            let turn = state.delivered;
            let Some(result) = state.waiting.remove(&turn) else { break };
            if let Err(error) = result.and_then(|result| (state.deliver)(result)) {
                state.error = Some(error);
            }
            state.delivered += 1;
        }
        drop(state);
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, window: usize, fail_at: Option<u32>) -> (Vec<u32>, Result<(), u32>) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut numbers = 0..1000_u32;
        let mut seen = Vec::new();
        let result = pool.install(|| {
            ordered(
                window,
                || Ok(numbers.next()),
                |n| n * 2,
                |n| {
                    if Some(n / 2) == fail_at {
                        return Err(n / 2);
                    }
                    seen.push(n);
                    Ok(())
                },
            )
        });
        (seen, result)
    }

    #[test]
    fn order_is_kept_for_any_number_of_threads() {
        let expected: Vec<u32> = (0..1000).map(|n| n * 2).collect();
        for threads in [1, 2, 4, 7] {
            for window in [1, 2, 64] {
                assert_eq!(run(threads, window, None), (expected.clone(), Ok(())));
            }
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        for threads in [1, 2, 7] {
            let (seen, result) = run(threads, 8, Some(500));
            assert_eq!((seen.len(), result), (500, Err(500)));
        }
    }

    #[test]
    fn an_error_of_the_source_comes_in_its_turn() {
        let mut left = 3;
        let mut seen = 0;
        let next = || {
            left -= 1;
            if left < 0 { Err("gone") } else { Ok(Some(left)) }
        };
        let result = ordered(
            4,
            next,
            |n| n,
            |_| {
                seen += 1;
                Ok(())
            },
        );
        assert_eq!((seen, result), (3, Err("gone")));
    }
}
