//! Reading as a whole: the five papers where they are at hand, damage put into sound papers and taken out again, and rubbish.

mod damage;
mod metamorphic;
mod papers;
mod rubbish;
