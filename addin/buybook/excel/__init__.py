"""What is made from the declarations: reference pages, and the workbooks for those who start from nothing."""
