//! An ordered collection of parts with typed ids and cheap snapshots.

use std::sync::Arc;

use crate::base::id::Id;

/// Parts of one kind in the user's order. Cloning copies two pointers.
#[derive(Debug)]
pub struct List<T> {
    rows: Arc<Vec<Row<T>>>,
    /// Where the part with each id number stands in `rows`; ids are dense, so this is a table.
    places: Arc<Vec<Option<u32>>>,
    next: u32,
}

/// A part and its id.
#[derive(Debug)]
struct Row<T> {
    id: Id<T>,
    item: Arc<T>,
}

impl<T> List<T> {
    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The part, if it is in this design.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.shared(id).map(Arc::as_ref)
    }

    /// The part as a shared pointer, for keeping or comparing without a copy.
    pub fn shared(&self, id: Id<T>) -> Option<&Arc<T>> {
        self.rows.get(self.place(id)?).map(|row| &row.item)
    }

    /// Where the part stands in the user's order.
    pub fn place(&self, id: Id<T>) -> Option<usize> {
        (*self.places.get(id.number() as usize)?).map(|place| place as usize)
    }

    /// Whether the id is of a part in this design.
    pub fn contains(&self, id: Id<T>) -> bool {
        self.place(id).is_some()
    }

    /// All parts in the user's order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator + Clone {
        self.rows.iter().map(|row| (row.id, row.item.as_ref()))
    }

    /// All ids in the user's order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Id<T>> + ExactSizeIterator + Clone {
        self.rows.iter().map(|row| row.id)
    }

    /// The id at a place of the user's order.
    pub fn id_at(&self, place: usize) -> Option<Id<T>> {
        self.rows.get(place).map(|row| row.id)
    }

    /// An id that no part of this design has, or had since it was opened.
    pub fn next_id(&self) -> Id<T> {
        Id::new(self.next)
    }

    /// Adds a part at the end under a new id. For building a design from a file; an open one changes by edits.
    pub(crate) fn push(&mut self, item: T) -> Id<T> {
        let id = self.next_id();
        self.insert(self.len(), id, Arc::new(item));
        id
    }

    pub(crate) fn insert(&mut self, place: usize, id: Id<T>, item: Arc<T>) {
        let rows = Arc::make_mut(&mut self.rows);
        let place = place.min(rows.len());
        rows.insert(place, Row { id, item });
        self.next = self.next.max(id.number() + 1);
        Arc::make_mut(&mut self.places).resize(self.next as usize, None);
        self.renumber_from(place);
    }

    pub(crate) fn remove(&mut self, id: Id<T>) -> Option<(usize, Arc<T>)> {
        let place = self.place(id)?;
        let row = Arc::make_mut(&mut self.rows).remove(place);
        Arc::make_mut(&mut self.places)[id.number() as usize] = None;
        self.renumber_from(place);
        Some((place, row.item))
    }

    pub(crate) fn replace(&mut self, id: Id<T>, item: Arc<T>) -> Option<Arc<T>> {
        let place = self.place(id)?;
        let row = Arc::make_mut(&mut self.rows).get_mut(place)?;
        Some(std::mem::replace(&mut row.item, item))
    }

    pub(crate) fn move_to(&mut self, id: Id<T>, place: usize) -> Option<usize> {
        let old = self.place(id)?;
        let rows = Arc::make_mut(&mut self.rows);
        let place = place.min(rows.len() - 1);
        let row = rows.remove(old);
        rows.insert(place, row);
        self.renumber_from(old.min(place));
        Some(old)
    }

    fn renumber_from(&mut self, place: usize) {
        let places = Arc::make_mut(&mut self.places);
        for (at, row) in self.rows.iter().enumerate().skip(place) {
            places[row.id.number() as usize] = Some(at as u32);
        }
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            rows: Arc::clone(&self.rows),
            places: Arc::clone(&self.places),
            next: self.next,
        }
    }
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            item: Arc::clone(&self.item),
        }
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            rows: Arc::default(),
            places: Arc::default(),
            next: 0,
        }
    }
}

/// Two lists are equal when they hold equal parts under the same ids in the same order; which id comes next does not count,
/// because undoing an insertion does not give its id back.
impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && (Arc::ptr_eq(&self.rows, &other.rows)
                || self.rows.iter().zip(other.rows.iter()).all(|(a, b)| {
                    a.id == b.id && (Arc::ptr_eq(&a.item, &b.item) || a.item == b.item)
                }))
    }
}
