"""Office papers: one content, set twice, as docx to be edited and as PDF to be printed."""
