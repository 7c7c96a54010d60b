"""How an SDK is reached: default clients, and answers as they came."""
