//! A line that the edges of chunks cut: its parts go straight into the buffer of its field.

use super::{
    Parser, Position,
    field::{Digits, Field},
};

impl Parser {
    /// Takes in the next part of the line; there is no line break in it.
    #[inline]
    pub(super) fn push_part(&mut self, part: &[u8]) {
        match self.position {
            Position::Value(Field::Data) => self.push_data(part),
            Position::Value(field) => self.push_value(field, part),
            _ if part.is_empty() => {}
            _ => self.push_name(part),
        }
    }

    /// The same before the value.
    fn push_name(&mut self, mut part: &[u8]) {
        if self.position == Position::Start {
            self.position = Position::Name;
            self.scratch.clear();
        }
        if self.position == Position::Name {
            // Only what a name that means something can have is looked at and kept.
            let head = part.get(..=Field::LONGEST_NAME).unwrap_or(part);
            let Some(colon) = head.iter().position(|&byte| byte == b':') else {
                self.scratch.extend_from_slice(head);
                if self.scratch.len() > Field::LONGEST_NAME {
                    self.position = Position::Value(Field::Unknown);
                }
                return;
            };
            self.scratch.extend_from_slice(&head[..colon]);
            let field = Field::named(&self.scratch);
            self.begin_value(field);
            self.position = Position::Colon(field);
            part = &part[colon + 1..];
        }
        if let Position::Colon(field) = self.position
            && let Some(first) = part.first()
        {
            part = &part[usize::from(*first == b' ')..];
            self.position = Position::Value(field);
        }
        if let Position::Value(field) = self.position {
            self.push_value(field, part);
        }
    }

    /// The line break is there: does what the line says. Gives its field if that is to be reported.
    pub(super) fn end_cut_line(&mut self) -> Option<Field> {
        let field = match core::mem::replace(&mut self.position, Position::Start) {
            Position::Bom(_) | Position::Start | Position::AfterCr => return None,
            Position::Colon(field) | Position::Value(field) => field,
            // No colon has ended the name: it is not empty, as a comment's is.
            Position::Name => {
                let field = Field::named(&self.scratch);
                self.begin_value(field);
                field
            }
        };
        if matches!(field, Field::Data | Field::Event | Field::Id) {
            self.size += 1;
        }
        match field {
            Field::Data => self.append_data(&[]),
            Field::Id => {
                let value = core::mem::take(&mut self.scratch);
                self.set_id(&value);
                self.scratch = value;
            }
            Field::Retry => return self.set_reconnection_time(self.digits).then_some(field),
            Field::Comment => return Some(field),
            Field::Event | Field::Unknown => {}
        }
        None
    }

    fn begin_value(&mut self, field: Field) {
        self.scratch.clear();
        match field {
            Field::Event => self.event_type.clear(),
            Field::Retry => self.digits = Digits::new(),
            _ => {}
        }
    }

    #[inline]
    pub(super) fn push_data(&mut self, part: &[u8]) {
        self.size += part.len() as u64;
        if !self.is_too_large() {
            self.data.extend_from_slice(part);
        }
    }

    fn push_value(&mut self, field: Field, part: &[u8]) {
        if matches!(field, Field::Event | Field::Id) {
            self.size += part.len() as u64;
        }
        match field {
            Field::Data => self.push_data(part),
            Field::Event if !self.is_too_large() => self.event_type.extend_from_slice(part),
            Field::Id | Field::Comment => {
                // One byte more than may be tells that there are too many.
                let room = self.max_event_size.saturating_add(1).saturating_sub(self.scratch.len());
                self.scratch.extend_from_slice(&part[..part.len().min(room)]);
            }
            Field::Retry => self.digits.push(part),
            Field::Event | Field::Unknown => {}
        }
    }
}
