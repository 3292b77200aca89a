"""What runs in the process of a job: the standard library only, for any Python from 3.10 on."""
