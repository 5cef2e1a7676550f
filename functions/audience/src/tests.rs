mod campaigns;
mod counting;
mod growth;
mod world;
