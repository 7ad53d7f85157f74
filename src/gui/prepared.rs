//! What takes a while to make of a design, made away from the UI thread.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use eframe::egui;

use crate::model::Design;

/// Something that is made of a design on another thread.
pub struct Prepared<T> {
    design: Design,
    make: fn(&Design) -> T,
    receiver: Receiver<T>,
    made: Option<T>,
}

impl<T: Send + 'static> Prepared<T> {
    /// Starts to make it, and wakes the window when it is there. Without a window to wake, it is made when it is asked for.
    pub fn start(design: &Design, make: fn(&Design) -> T, waker: Option<egui::Context>) -> Self {
        let (sender, receiver) = sync_channel(1);
        if let Some(waker) = waker {
            let own = design.clone();
            let work = move || {
                // Nobody may want it any more.
                let _ = sender.send(make(&own));
                waker.request_repaint();
            };
            // Without threads whoever wants it makes it.
            let _ = thread::Builder::new().name("search".into()).spawn(work);
        }
        Self {
            design: design.clone(),
            make,
            receiver,
            made: None,
        }
    }

    /// What was made, if it is there already.
    pub fn ready(&mut self) -> Option<&T> {
        if self.made.is_none() {
            self.made = match self.receiver.try_recv() {
                Ok(made) => Some(made),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => Some((self.make)(&self.design)),
            };
        }
        self.made.as_ref()
    }

    /// What was made; waits for it.
    pub fn get(&mut self) -> &T {
        let made = || self.receiver.recv().ok();
        (self.made).get_or_insert_with(|| made().unwrap_or_else(|| (self.make)(&self.design)))
    }
}
