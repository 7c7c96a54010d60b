"""Values of a type while their JSON arrives."""
