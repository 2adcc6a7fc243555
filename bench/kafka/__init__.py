"""What the relay to Kafka and the consumer with its inbox cost, beside bare clients, in one run."""
