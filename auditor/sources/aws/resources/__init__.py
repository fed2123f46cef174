"""What becomes of the answers: field tables by family, as the other sources have them, and what is joined before."""
