"""What pages and texts say in English, Russian, Kazakh and Kyrgyz: one word for one thing."""
