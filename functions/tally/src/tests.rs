mod answers;
mod chance;
mod day;
mod recount;
mod seeded_day;
