mod counting;
mod growth;
mod world;
